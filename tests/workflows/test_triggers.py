"""Only the opening event starts a run, all others are told to it; an old event published again revives nothing."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from temporalio.service import RPCError

from contracts.cases import task_id
from contracts.commands import approvals
from contracts.commands.enrollment import ASK_STANDING
from contracts.envelope import Event
from contracts.events.enrollment import (
    ApplicationRoundClosed,
    ApplicationState,
    ApplicationWithdrawn,
    RoundClosed,
    RoundExtended,
    RoundOpened,
)
from contracts.processes import recruiting_round, trainee_application
from contracts.rules import Stage
from tests.workflows import events
from tests.workflows.rows import BEFORE, DAY
from tests.workflows.world import World
from workflows.trigger import NotStartedError


async def test_events_carry_an_application_through(world: World) -> None:
    await world.take_in(events.submitted(world.application_id, world.row.plan))
    await world.take_in(await world.decision("school", "return"))
    await world.until(lambda: world.row.state == "RETURNED")
    world.row.state, world.row.revision = "SUBMITTED", 2
    await world.take_in(events.resubmitted(world.application_id, world.row.plan, 2, "school"))
    await world.take_in(await world.decision("school", "approve", 2))
    await world.take_in(await world.decision("county", "approve"))
    await world.take_in(await world.decision("municipal", "approve"))
    assert await world.outcome() == "admitted"


async def test_the_opening_event_starts_in_this_process_and_once(world: World) -> None:
    opening = events.submitted(world.application_id, world.row.plan)
    await world.take_in(opening)
    await world.take_in(opening)
    handle = world.client.get_workflow_handle(trainee_application.workflow_id(world.application_id))
    history = await handle.fetch_history()
    assert history.events[0].workflow_execution_started_event_attributes.eager_execution_accepted
    description = await handle.describe()
    assert await description.static_summary() == "BM-2021-000123"
    await world.take_in(await world.decision("school", "reject"))
    assert await world.outcome() == "declined"
    await world.take_in(opening)


@pytest.mark.parametrize(("state", "opened"), [("ADMITTED", 0), ("SUBMITTED", 1)])
async def test_an_old_opening_event_starts_a_run_only_where_there_is_something_left_to_do(
    world: World, state: ApplicationState, opened: int
) -> None:
    world.row.state = state
    await world.take_in(events.submitted(world.application_id, world.row.plan, datetime.now(UTC) - DAY))
    description = world.client.get_workflow_handle(trainee_application.workflow_id(world.application_id)).describe()
    if opened:
        await world.decision("school", "reject")
        await description
    else:
        with pytest.raises(RPCError):
            await description
    assert world.services.count(approvals.OPEN_TASK) == opened


async def test_a_fresh_opening_event_asks_enrollment_nothing(world: World) -> None:
    await world.take_in(events.submitted(world.application_id, world.row.plan))
    await world.take_in(await world.decision("school", "reject"))
    assert await world.outcome() == "declined"
    assert world.services.count(ASK_STANDING) == 0


async def test_a_temporal_that_lost_a_case_learns_it_anew_from_its_events(world: World) -> None:
    heard: list[Event] = []

    async def happens(event: Event) -> None:
        heard.append(event)
        await world.take_in(event)

    async def returned_and_resubmitted(stage: Stage, revision: int) -> None:
        await happens(await world.decision(stage, "return"))
        await world.until(lambda: world.row.state == "RETURNED")
        world.row.state, world.row.revision = BEFORE[stage], revision
        await happens(events.resubmitted(world.application_id, world.row.plan, revision, stage))

    await happens(events.submitted(world.application_id, world.row.plan, datetime.now(UTC) - DAY))
    await returned_and_resubmitted("school", 2)
    await happens(await world.decision("school", "approve", 2))
    await returned_and_resubmitted("county", 3)
    await world.until(lambda: task_id(world.application_id, "county", 2) in world.services.tasks)
    await world.forget()
    for event in heard:
        await world.take_in(event)
    await happens(await world.decision("county", "approve", 2))
    await happens(await world.decision("municipal", "approve"))
    assert await world.outcome() == "admitted"
    assert {task.opened.stage.stage: task.opened.revision for task in world.services.tasks.values()} == {
        "school": 2, "county": 3, "municipal": 3
    }  # fmt: skip
    assert len(world.services.tasks) == 5


async def test_a_run_that_has_ended_is_told_nothing_more(world: World) -> None:
    await world.take_in(events.submitted(world.application_id, world.row.plan))
    decided = await world.decision("school", "reject")
    await world.take_in(decided)
    assert await world.outcome() == "declined"
    await world.take_in(decided)
    await world.take_in(ApplicationWithdrawn(application_id=world.application_id, withdrawn_at=datetime.now(UTC)))


async def test_word_for_a_run_that_is_not_there_yet_comes_again(world: World) -> None:
    now = datetime.now(UTC)
    closed = ApplicationRoundClosed(application_id=world.application_id, round_id=uuid4(), closed_at=now)
    with pytest.raises(NotStartedError):
        await world.take_in(closed)
    world.row.state = "WITHDRAWN"
    await world.take_in(closed)


async def test_decisions_of_other_kinds_of_cases_are_none_of_ours(world: World) -> None:
    await world.take_in(events.submitted(world.application_id, world.row.plan))
    decided = await world.decision("school", "reject")
    await world.take_in(decided.model_copy(update={"kind": "expense_claim", "case_id": uuid4()}))


async def test_a_round_opens_is_extended_and_closes(world: World) -> None:
    round_id, now = uuid4(), datetime.now(UTC)
    world.services.rounds[round_id] = now + DAY
    await world.take_in(RoundExtended(round_id=round_id, closes_at=now + DAY))
    await world.take_in(RoundOpened(round_id=round_id, name="2021年第一轮", closes_at=now + DAY))
    await world.take_in(RoundExtended(round_id=round_id, closes_at=now + DAY))
    world.services.closed_rounds[round_id] = now
    await world.take_in(RoundClosed(round_id=round_id, closed_at=now))
    handle = world.client.get_workflow_handle(recruiting_round.workflow_id(round_id), result_type=datetime)
    assert await asyncio.wait_for(handle.result(), 10) == now
    await world.take_in(RoundClosed(round_id=round_id, closed_at=now))
