"""Applications over HTTP."""

from services.enrollment.api.application import files, lists, own

# Fixed words come before `{id}`, or they would be read as one.
ROUTERS = (lists.router, own.router, files.router)
