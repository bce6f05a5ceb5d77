"""`/operations`: what is not well with a service, for those who run the system."""

import asyncio
from collections import Counter
from collections.abc import Callable, Set

from fastapi import APIRouter
from nats.errors import Error as NatsError
from pydantic import BaseModel
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.routing import BaseRoute

from chassis import clock
from chassis.bus.connection import Bus
from chassis.errors import ForbiddenError, Text
from chassis.store.tables import outbox, outbox_progress
from chassis.web.http import Caller, Reading
from chassis.web.serving import Serving
from contracts.topology import DEAD_LETTERS

# Whether somebody who holds these offices runs the system.
Operates = Callable[[Set[str]], bool]

PATIENCE_SECONDS = 2.0


class Buried(BaseModel):
    """Events a process could never take in."""

    process: str
    count: int


class Operations(BaseModel):
    """How a service is: events it has committed that are not on the stream, and the seconds since the first of them was.

    `dead_letters` are those of every process; None while the bus cannot be asked.
    """

    bus: bool
    waiting: int
    waiting_for: int | None
    dead_letters: list[Buried] | None


def nobody(_: Set[str]) -> bool:
    """Nobody runs it."""
    return False


def routes(service: Serving, operates: Operates) -> list[BaseRoute]:
    """The one route."""
    router = APIRouter(tags=["operations"])

    @router.get("/operations")
    async def read_operations(caller: Caller, reading: Reading) -> Operations:
        """Whether the service is well: events that wait, and those that could never be taken in."""
        if not operates(caller.offices):
            raise ForbiddenError(
                "not_entitled",
                Text("系统运行情况只对管理员显示。", "How the system runs is shown to its administrators."),
            )
        (waiting, waiting_for), dead_letters = await asyncio.gather(_waiting(reading), _dead_letters(service.bus))
        return Operations(
            bus=service.bus.connected, waiting=waiting, waiting_for=waiting_for, dead_letters=dead_letters
        )

    return router.routes


async def _waiting(connection: AsyncConnection) -> tuple[int, int | None]:
    published = select(outbox_progress.c.published).scalar_subquery()
    unsent = or_(outbox.c.position.is_(None), outbox.c.position > published)
    count, since = (await connection.execute(select(func.count(), func.min(outbox.c.time)).where(unsent))).one()
    return count, None if since is None else max(int((clock.business() - since).total_seconds()), 0)


async def _dead_letters(bus: Bus) -> list[Buried] | None:
    if not bus.connected:
        return None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            info = await (await bus.joined()).stream_info(DEAD_LETTERS, subjects_filter="dead.>")
    except (NatsError, TimeoutError):
        return None
    found = Counter[str]()
    for subject, count in (info.state.subjects or {}).items():
        found[subject.split(".")[1]] += count
    return [Buried(process=process, count=count) for process, count in sorted(found.items())]
