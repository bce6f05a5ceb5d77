"""Composition root of enrollment."""

from chassis.settings import Settings
from chassis.store.job_running import Jobs
from chassis.web.app import Service
from chassis.web.routes import routes_of
from contracts.authority import operates
from services.enrollment.commands.recommendation import imports
from services.enrollment.consumers import handlers
from services.enrollment.responders import RESPONDERS


def build(settings: Settings) -> Service:
    """Put the service together."""
    service = Service(
        "enrollment",
        settings,
        routes=routes_of("services.enrollment.api"),
        handlers=handlers(),
        responders=RESPONDERS,
        operates=operates,
    )
    service.background(Jobs(service.database, {imports.KIND: imports.take_in}).run)
    return service
