"""Composition root of enrollment."""

from chassis.settings import Settings
from chassis.web.app import Service
from services.enrollment import api, imports
from services.enrollment.consumers import HANDLERS
from services.enrollment.responders import RESPONDERS


def build(settings: Settings) -> Service:
    """Put the service together."""
    service = Service("enrollment", settings, routes=api.ROUTES, handlers=HANDLERS, responders=RESPONDERS)
    service.background(lambda: imports.run(service.database))
    return service
