"""Withdrawn at any moment before admission; where a decision came first or second, the owner's row says which counts."""

from datetime import timedelta

import pytest

from contracts.commands import approvals
from tests.workflows.case import Case, Opened
from tests.workflows.model import Services

STAGES = ("school", "county", "municipal")


async def brought_to(case: Case, stage: str) -> None:
    for before in STAGES[: STAGES.index(stage)]:
        await case.decide(before)
    await case.at(stage)


@pytest.mark.parametrize("stage", STAGES)
async def test_while_an_office_has_it(opened: Opened, stage: str) -> None:
    case = await opened()
    await brought_to(case, stage)
    await case.tell(await case.withdraws())
    assert await case.outcome() == "WITHDRAWN"
    assert case.task(stage).closed == "withdrawn"


@pytest.mark.parametrize("stage", STAGES)
async def test_before_a_decision_that_is_told_first(opened: Opened, stage: str) -> None:
    case = await opened()
    await brought_to(case, stage)
    withdrawn = await case.withdraws()
    await case.decide(stage)
    assert await case.outcome() == "WITHDRAWN"
    assert case.task(stage).overtaken == "withdrawn"
    assert case.row.version == withdrawn.version


@pytest.mark.parametrize("stage", STAGES)
async def test_told_before_a_decision_that_was_made_meanwhile(opened: Opened, stage: str) -> None:
    case = await opened()
    await brought_to(case, stage)
    await case.decides(stage)
    await case.tell(await case.withdraws())
    assert await case.outcome() == "WITHDRAWN"
    assert case.task(stage).overtaken == "withdrawn"
    assert case.task(stage).closed is None


async def test_after_a_decision_was_taken_over(opened: Opened) -> None:
    case = await opened()
    await case.decide("school")
    await case.at("county")
    await case.tell(await case.withdraws())
    assert await case.outcome() == "WITHDRAWN"
    assert case.overtaken == set()


async def test_while_the_applicant_corrects(opened: Opened) -> None:
    case = await opened()
    await case.decide("school", "return")
    await case.correcting()
    await case.tell(await case.withdraws())
    assert await case.outcome() == "WITHDRAWN"


async def test_after_a_resubmission_the_run_has_not_heard_of(opened: Opened) -> None:
    case = await opened()
    await case.decide("school", "return")
    await case.correcting()
    resubmitted = await case.resubmits("school")
    await case.withdraws()
    await case.tell(resubmitted)
    assert await case.outcome() == "WITHDRAWN"


async def test_while_approvals_is_away_and_the_next_task_cannot_be_opened(opened: Opened, services: Services) -> None:
    case = await opened()
    await case.at("school")
    services.lost_before[approvals.OPEN_TASK.name] = 2
    await case.decide("school")
    await case.in_state("RECOMMENDED", "service")
    await case.tell(await case.withdraws())
    await case.pass_by(timedelta(seconds=10))
    assert await case.outcome() == "WITHDRAWN"
    assert case.task("county").closed == "withdrawn"
