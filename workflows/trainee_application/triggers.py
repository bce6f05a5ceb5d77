"""Which events start an application's run, and which it is told of."""

from datetime import datetime, timedelta
from uuid import UUID

from temporalio.client import Client

from chassis import clock, correlation
from chassis.ids import uuid7
from contracts.commands.enrollment import ASK_STANDING, AskStanding
from contracts.events.approvals import DecisionRecorded
from contracts.events.enrollment import (
    ApplicationResubmitted,
    ApplicationRoundClosed,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from contracts.processes import trainee_application as process
from workflows import surface, trigger
from workflows.asking import Asks
from workflows.options import LOCAL_ANSWER_SECONDS
from workflows.trigger import NotStartedError, Triggers

# For so long Temporal surely remembers that a case has run and ended; of an older one published again enrollment is asked.
FRESH = timedelta(hours=1)


async def submitted(client: Client, bus: Asks, event: ApplicationSubmitted) -> None:
    """The opening event. Its facts start the run, also where the case has gone on since: what happened then follows as events."""
    if _old(event.submitted_at) and await _finished(bus, event.application_id):
        return
    card = event.card
    await trigger.start(
        client,
        process.WORKFLOW,
        process.workflow_id(event.application_id),
        process.TASK_QUEUE,
        process.Start(event.application_id, process.Facts(card.plan, card.revision, card.content_hash)),
        card.case_no,
        surface.of_case(process.KIND, card.case_no, card.county, str(card.studio_id)),
    )


async def resubmitted(client: Client, bus: Asks, event: ApplicationResubmitted) -> None:
    """A new revision is there."""
    said = process.Resubmitted(event.card.revision, event.card.content_hash, event.resume_at)
    await _tell(client, bus, event.application_id, process.RESUBMITTED, said)


async def withdrawn(client: Client, bus: Asks, event: ApplicationWithdrawn) -> None:
    """The applicant took the application back."""
    await _tell(client, bus, event.application_id, process.WITHDRAWN, process.Withdrawn(event.withdrawn_at))


async def round_closed(client: Client, bus: Asks, event: ApplicationRoundClosed) -> None:
    """The application's round has closed."""
    await _tell(client, bus, event.application_id, process.ROUND_CLOSED, process.RoundClosed(event.closed_at))


async def decided(client: Client, bus: Asks, event: DecisionRecorded) -> None:
    """Somebody decided a task of a case of this kind."""
    if event.kind != process.KIND:
        return
    await _tell(client, bus, event.case_id, process.DECIDED, trigger.as_decided(event))


async def _tell(client: Client, bus: Asks, application_id: UUID, name: str, said: object) -> None:
    """Signal the run. Where there is none, the event comes again, unless enrollment says the case is closed."""
    try:
        await trigger.signal(client, process.workflow_id(application_id), name, said)
    except NotStartedError:
        if not await _finished(bus, application_id):
            raise


def _old(moment: datetime) -> bool:
    return clock.business() - moment > FRESH


async def _finished(bus: Asks, application_id: UUID) -> bool:
    # A key of its own each time: an answer kept from before would not know how the case stands now.
    key = f"{process.workflow_id(application_id)}/{ASK_STANDING.name}/trigger/0/{uuid7()}"
    asked = AskStanding(application_id=application_id)
    answer = await bus.ask(ASK_STANDING, key, asked, correlation.current(), LOCAL_ANSWER_SECONDS)
    return answer.given is not None and answer.given.finished


TRIGGERS: Triggers = {
    ApplicationSubmitted: submitted,
    ApplicationResubmitted: resubmitted,
    ApplicationWithdrawn: withdrawn,
    ApplicationRoundClosed: round_closed,
    DecisionRecorded: decided,
}
