"""Studios over HTTP."""

from services.enrollment.api.studio import export, life, lists, nominate, one, register

# Fixed words come before `{id}`, or they would be read as one.
ROUTERS = (lists.router, export.router, register.router, one.router, nominate.router, life.router)
