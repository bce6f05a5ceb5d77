"""Composition root of the owner."""

from chassis.settings import Settings
from chassis.web.app import Service
from tests.system.lending.caretaker.answers import RESPONDERS
from tests.system.lending.caretaker.api import router
from tests.system.lending.kinds import OWNER


def build(settings: Settings) -> Service:
    """Put the service together; it takes in nothing of others."""
    return Service(OWNER, settings, router.routes, handlers={}, responders=RESPONDERS)
