"""Which events start a studio's run, and which it is told of."""

from temporalio.client import Client

from contracts.events.approvals import DecisionRecorded, TaskEnd
from contracts.events.enrollment import (
    StudioBaseProposed,
    StudioDispatched,
    StudioFilled,
    StudioNominated,
    StudioProgressed,
    WindowPublished,
)
from contracts.processes.casework import Moved
from workflows import following
from workflows.asking import Asks
from workflows.studio_establishment.steps import QUESTIONS
from workflows.trigger import Triggers


async def nominated(client: Client, _bus: Asks, event: StudioNominated) -> None:
    """The opening event."""
    await following.start(client, QUESTIONS, event.card)


async def revised(client: Client, bus: Asks, event: StudioDispatched | StudioBaseProposed) -> None:
    """Somebody did what a stage asked for."""
    await following.moved(client, bus, QUESTIONS, event.card.case_id, Moved(event.version))


async def progressed(client: Client, bus: Asks, event: StudioProgressed) -> None:
    """The studio is in another state."""
    cause: TaskEnd = "terminated" if event.state == "TERMINATED" else "done"
    await following.moved(client, bus, QUESTIONS, event.studio_id, Moved(event.version, cause))


async def nudged(client: Client, bus: Asks, event: StudioFilled | WindowPublished) -> None:
    """What an activation waits for may be there now."""
    await following.moved(client, bus, QUESTIONS, event.studio_id, Moved(None))


async def decided(client: Client, bus: Asks, event: DecisionRecorded) -> None:
    """Somebody decided a task of a case of this kind."""
    await following.decided(client, bus, QUESTIONS, event)


TRIGGERS: Triggers = {
    StudioNominated: nominated,
    StudioDispatched: revised,
    StudioBaseProposed: revised,
    StudioProgressed: progressed,
    StudioFilled: nudged,
    WindowPublished: nudged,
    DecisionRecorded: decided,
}
