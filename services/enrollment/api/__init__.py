"""The HTTP face of enrollment: parse, authorise, call one command or query."""

from services.enrollment.api import (
    application,
    development_plan,
    disqualification,
    member,
    recommendation,
    studio,
    window,
)
from services.enrollment.api import round as rounds

ROUTERS = (
    *studio.ROUTERS,
    disqualification.router,
    rounds.router,
    *recommendation.ROUTERS,
    *application.ROUTERS,
    *window.ROUTERS,
    *member.ROUTERS,
    development_plan.router,
)
ROUTES = [route for router in ROUTERS for route in router.routes]
