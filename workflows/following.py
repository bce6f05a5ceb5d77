"""How a run that follows an owner's state is started and told."""

from uuid import UUID

from temporalio.client import Client

from chassis import correlation
from chassis.ids import uuid7
from contracts.cases import CaseCard
from contracts.commands.casework import OpenCase
from contracts.events.approvals import DecisionRecorded
from contracts.processes import casework as process
from workflows import surface, trigger
from workflows.asking import Asks
from workflows.casework import Questions
from workflows.options import LOCAL_ANSWER_SECONDS
from workflows.trigger import NotStartedError


async def start(client: Client, questions: Questions, card: CaseCard) -> None:
    """Start the run of a case, once; queue and workflow bear the name of its kind."""
    kind = questions.kind
    found_by = surface.of_case(kind, card.case_no, card.county, str(card.studio_id))
    argument = process.Start(card.case_id)
    await trigger.start(client, kind, f"{kind}/{card.case_id}", kind, argument, card.case_no, found_by)


async def decided(client: Client, bus: Asks, questions: Questions, event: DecisionRecorded) -> None:
    """Tell the run of a decision, where it is of its kind."""
    if event.kind != questions.kind:
        return
    await tell(client, bus, questions, event.case_id, process.DECIDED, trigger.as_decided(event))


async def moved(client: Client, bus: Asks, questions: Questions, case_id: UUID, said: process.Moved) -> None:
    """Tell the run that its case has changed."""
    await tell(client, bus, questions, case_id, process.MOVED, said)


async def tell(client: Client, bus: Asks, questions: Questions, case_id: UUID, name: str, said: object) -> None:
    """Signal the run. Where there is none, the event comes again, unless the owner says there is nothing to run."""
    workflow_id = f"{questions.kind}/{case_id}"
    try:
        await trigger.signal(client, workflow_id, name, said)
    except NotStartedError:
        # A key of its own each time: an answer kept from before would not know how the case stands now.
        key = f"{workflow_id}/{questions.open.name}/trigger/0/{uuid7()}"
        asked = OpenCase(case_id=case_id)
        answer = await bus.ask(questions.open, key, asked, correlation.current(), LOCAL_ANSWER_SECONDS)
        if answer.given is None or not answer.given.finished:
            raise
