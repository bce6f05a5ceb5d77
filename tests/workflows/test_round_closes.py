"""The round closes while an application is under way: what was decided by then still counts."""

import pytest

from contracts.commands import approvals
from contracts.processes import trainee_application as process
from contracts.rules import Stage
from tests.workflows.case import Begun
from tests.workflows.model import Services

STAGES: tuple[Stage, ...] = ("school", "county", "municipal")


@pytest.mark.parametrize("stage", STAGES)
async def test_an_undecided_application_lapses(begun: Begun, stage: Stage) -> None:
    case = await begun()
    for before in STAGES[: STAGES.index(stage)]:
        await case.decide(before)
    await case.at(stage)
    await case.tell(process.ROUND_CLOSED, await case.round_closes())
    assert await case.outcome() == "lapsed"
    assert case.task(stage).closed == "round_closed"


async def test_a_last_approval_given_before_the_closing_and_heard_of_after_it_admits(begun: Begun) -> None:
    case = await begun()
    await case.decide("school")
    await case.decide("county")
    await case.decides("municipal", "approve")
    await case.tell(process.ROUND_CLOSED, await case.round_closes())
    assert await case.outcome() == "admitted"
    assert case.task("municipal").overtaken is None


async def test_a_last_approval_given_after_the_closing_comes_too_late(begun: Begun) -> None:
    case = await begun()
    await case.decide("school")
    await case.decide("county")
    await case.at("municipal")
    closed = await case.round_closes()
    await case.decide("municipal")
    assert await case.outcome() == "lapsed"
    assert case.task("municipal").overtaken == "round_closed"
    assert closed.closed_at == case.row.round_closed_at


async def test_an_earlier_approval_in_time_stands_and_the_next_office_never_gets_it(
    begun: Begun, services: Services
) -> None:
    case = await begun()
    await case.decides("school", "approve")
    await case.tell(process.ROUND_CLOSED, await case.round_closes())
    assert await case.outcome() == "lapsed"
    assert services.count(approvals.OPEN_TASK) == 1
    assert case.task("school").overtaken is None


async def test_a_returned_application_lapses_with_its_round(begun: Begun) -> None:
    case = await begun()
    await case.decide("school", "return")
    await case.correcting()
    await case.tell(process.ROUND_CLOSED, await case.round_closes())
    assert await case.outcome() == "lapsed"


async def test_resubmitted_before_the_closing_and_heard_of_after_it_lapses_without_a_new_task(
    begun: Begun, services: Services
) -> None:
    case = await begun()
    await case.decide("school", "return")
    await case.correcting()
    case.resubmits("school")
    await case.tell(process.ROUND_CLOSED, await case.round_closes())
    assert await case.outcome() == "lapsed"
    assert services.count(approvals.OPEN_TASK) == 1


async def test_a_withdrawal_and_a_closing_at_once_end_as_withdrawn(begun: Begun) -> None:
    case = await begun()
    await case.at("school")
    closed = await case.round_closes()
    await case.withdraws()
    await case.tell(process.ROUND_CLOSED, closed)
    assert await case.outcome() == "withdrawn"
