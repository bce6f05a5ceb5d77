"""Which events start a case's run, and which it is told of."""

from temporalio.client import Client

from contracts.events.approvals import DecisionRecorded, TaskEnd
from contracts.events.enrollment import DisqualificationFlagged, DisqualificationProgressed
from contracts.processes.casework import Moved
from workflows import following
from workflows.asking import Asks
from workflows.disqualification.steps import QUESTIONS
from workflows.trigger import Triggers


async def flagged(client: Client, _bus: Asks, event: DisqualificationFlagged) -> None:
    """The opening event."""
    await following.start(client, QUESTIONS, event.card)


async def progressed(client: Client, bus: Asks, event: DisqualificationProgressed) -> None:
    """The case is in another state."""
    cause: TaskEnd = "corrected" if event.state == "CORRECTED" else "done"
    await following.moved(client, bus, QUESTIONS, event.case_id, Moved(event.version, cause))


async def decided(client: Client, bus: Asks, event: DecisionRecorded) -> None:
    """Somebody decided a task of a case of this kind."""
    await following.decided(client, bus, QUESTIONS, event)


TRIGGERS: Triggers = {
    DisqualificationFlagged: flagged,
    DisqualificationProgressed: progressed,
    DecisionRecorded: decided,
}
