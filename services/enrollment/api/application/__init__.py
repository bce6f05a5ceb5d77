"""Applications over HTTP."""

from services.enrollment.api.application import eligibility, files, lists, own

# Fixed words come before `{id}`, or they would be read as one.
ROUTERS = (eligibility.router, lists.router, own.router, files.router)
