"""Which events start a round's run, and which it is told of."""

from contextlib import suppress
from uuid import UUID

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from contracts.events.enrollment import RoundClosed, RoundExtended, RoundOpened
from contracts.processes import recruiting_round as process
from workflows import surface, trigger
from workflows.asking import Asks
from workflows.trigger import NotStartedError, Triggers


async def opened(client: Client, _bus: Asks, event: RoundOpened) -> None:
    """The opening event."""
    await trigger.start(
        client,
        process.WORKFLOW,
        process.workflow_id(event.round_id),
        process.TASK_QUEUE,
        process.Start(event.round_id),
        process.WORKFLOW,
        TypedSearchAttributes([SearchAttributePair(surface.CASE_KIND, process.WORKFLOW)]),
    )


async def extended(client: Client, _bus: Asks, event: RoundExtended) -> None:
    """The round closes at another time."""
    said = process.Extended(event.closes_at)
    await _tell(client, event.round_id, process.EXTENDED, said)


async def closed(client: Client, _bus: Asks, event: RoundClosed) -> None:
    """The round is closed."""
    said = process.Closed(event.closed_at)
    await _tell(client, event.round_id, process.CLOSED, said)


async def _tell(client: Client, round_id: UUID, name: str, said: object) -> None:
    """Signal the run. Where there is none yet, nothing is lost: the first thing a run does is to ask."""
    with suppress(NotStartedError):
        await trigger.signal(client, process.workflow_id(round_id), name, said)


TRIGGERS: Triggers = {RoundOpened: opened, RoundExtended: extended, RoundClosed: closed}
