"""Members over HTTP."""

from services.enrollment.api.member import consent, export, one, register

# Fixed words come before `{id}`, or they would be read as one.
ROUTERS = (register.router, export.router, one.router, consent.router)
