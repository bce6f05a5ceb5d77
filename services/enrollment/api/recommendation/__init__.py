"""Recommendations over HTTP."""

from services.enrollment.api.recommendation import imports, recommend

# Fixed words come before `{id}`, or they would be read as one.
ROUTERS = (recommend.router, imports.router)
