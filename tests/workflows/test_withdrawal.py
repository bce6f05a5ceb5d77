"""Withdrawn at any moment before admission; where a decision came first or second, enrollment's row says which counts."""

from datetime import timedelta

import pytest

from contracts.cases import task_id
from contracts.commands import approvals, enrollment
from contracts.processes import trainee_application as process
from contracts.rules import Stage
from tests.workflows.case import Begun, Case
from tests.workflows.model import Services

STAGES: tuple[Stage, ...] = ("school", "county", "municipal")


async def brought_to(case: Case, stage: Stage) -> None:
    for before in STAGES[: STAGES.index(stage)]:
        await case.decide(before)
    await case.at(stage)


@pytest.mark.parametrize("stage", STAGES)
async def test_while_an_office_has_it(begun: Begun, stage: Stage) -> None:
    case = await begun()
    await brought_to(case, stage)
    await case.tell(process.WITHDRAWN, await case.withdraws())
    assert await case.outcome() == "withdrawn"
    assert case.task(stage).closed == "withdrawn"


@pytest.mark.parametrize("stage", STAGES)
async def test_before_a_decision_that_is_told_first(begun: Begun, stage: Stage) -> None:
    case = await begun()
    await brought_to(case, stage)
    await case.withdraws()
    await case.decide(stage)
    assert await case.outcome() == "withdrawn"
    assert case.task(stage).overtaken == "withdrawn"


@pytest.mark.parametrize("stage", STAGES)
async def test_told_before_a_decision_that_was_made_meanwhile(begun: Begun, stage: Stage) -> None:
    case = await begun()
    await brought_to(case, stage)
    await case.decides(stage, "approve")
    await case.tell(process.WITHDRAWN, await case.withdraws())
    assert await case.outcome() == "withdrawn"
    assert case.task(stage).overtaken == "withdrawn"
    assert case.task(stage).closed is None


async def test_after_a_decision_was_taken_over(begun: Begun) -> None:
    case = await begun()
    await case.decide("school")
    await case.at("county")
    await case.tell(process.WITHDRAWN, await case.withdraws())
    assert await case.outcome() == "withdrawn"
    assert case.task("school").overtaken is None


async def test_while_the_applicant_corrects(begun: Begun) -> None:
    case = await begun()
    await case.decide("school", "return")
    await case.correcting()
    await case.tell(process.WITHDRAWN, await case.withdraws())
    assert await case.outcome() == "withdrawn"


async def test_after_a_resubmission_the_run_has_not_heard_of(begun: Begun) -> None:
    case = await begun()
    await case.decide("school", "return")
    await case.correcting()
    resubmitted = case.resubmits("school")
    await case.withdraws()
    await case.tell(process.RESUBMITTED, resubmitted)
    assert await case.outcome() == "withdrawn"


async def test_while_approvals_is_away_and_the_next_task_cannot_be_opened(begun: Begun, services: Services) -> None:
    case = await begun()
    await case.at("school")
    services.lost_before[approvals.OPEN_TASK.name] = 2
    await case.decide("school")
    await case.until(lambda status: (status.waits_for, status.stage) == ("service", "county"))
    await case.tell(process.WITHDRAWN, await case.withdraws())
    await case.pass_by(timedelta(seconds=10))
    assert await case.outcome() == "withdrawn"
    assert case.task("county").closed == "withdrawn"


async def test_after_an_attempt_that_opened_the_next_task_and_was_lost(begun: Begun, services: Services) -> None:
    """A workflow task that times out takes with it the record that a local attempt had opened the task."""
    case = await begun()
    await case.at("school")
    services.lost_after[enrollment.RECORD_DECISION.name] = 2
    await case.decide("school")
    await case.quiet(lambda: case.row.state == "RECOMMENDED")
    opened = case.task("school").opened.model_copy(update={"task_id": task_id(case.application_id, "county", 1)})
    await services.open_task(opened)
    await case.tell(process.WITHDRAWN, await case.withdraws())
    await case.pass_by(timedelta(seconds=10))
    assert await case.outcome() == "withdrawn"
    assert case.task("county").closed == "withdrawn"
