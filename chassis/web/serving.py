"""What routes may use of the service they belong to; `chassis.web.app` puts it together."""

from typing import Protocol

from fastapi import Request

from chassis.bus.connection import Bus
from chassis.store.database import Database
from chassis.web.auth import TokenReader
from chassis.web.revocations import Revocations


class Serving(Protocol):
    """A running service, as its routes see it."""

    name: str
    database: Database
    bus: Bus
    tokens: TokenReader
    revocations: Revocations


def service_of(request: Request) -> Serving:
    """The service whose route this is."""
    service: Serving = request.app.state.service
    return service
