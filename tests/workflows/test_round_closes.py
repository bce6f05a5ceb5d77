"""The round closes while an application is under way: what was decided by then still counts."""

import pytest

from contracts.commands import approvals
from tests.workflows.case import Opened
from tests.workflows.model import Services

STAGES = ("school", "county", "municipal")


@pytest.mark.parametrize("stage", STAGES)
async def test_an_undecided_application_lapses(opened: Opened, stage: str) -> None:
    case = await opened()
    for before in STAGES[: STAGES.index(stage)]:
        await case.decide(before)
    await case.at(stage)
    await case.tell(await case.round_closes())
    assert await case.outcome() == "LAPSED"
    assert case.task(stage).closed == "round_closed"


@pytest.mark.parametrize("told_first", ["closing", "decision"])
async def test_a_last_approval_given_before_the_closing_admits(opened: Opened, told_first: str) -> None:
    case = await opened()
    await case.decide("school")
    await case.decide("county")
    said = await case.decides("municipal")
    closed = await case.round_closes()
    for word in (closed, said) if told_first == "closing" else (said, closed):
        await case.tell(word)
    assert await case.outcome() == "ADMITTED"
    assert case.overtaken == set()


async def test_a_last_approval_given_after_the_closing_comes_too_late(opened: Opened) -> None:
    case = await opened()
    await case.decide("school")
    await case.decide("county")
    await case.at("municipal")
    closed = await case.round_closes()
    await case.decide("municipal")
    assert await case.outcome() == "LAPSED"
    assert case.task("municipal").overtaken == "round_closed"
    assert case.row.version > closed.version


async def test_an_earlier_approval_in_time_stands_and_the_next_office_never_gets_it(
    opened: Opened, services: Services
) -> None:
    case = await opened()
    await case.decides("school")
    await case.tell(await case.round_closes())
    assert await case.outcome() == "LAPSED"
    assert services.count(approvals.OPEN_TASK) == 1
    assert case.overtaken == set()


async def test_a_returned_application_lapses_with_its_round(opened: Opened) -> None:
    case = await opened()
    await case.decide("school", "return")
    await case.correcting()
    await case.tell(await case.round_closes())
    assert await case.outcome() == "LAPSED"


async def test_resubmitted_before_the_closing_and_heard_of_after_it_lapses_without_a_new_task(
    opened: Opened, services: Services
) -> None:
    case = await opened()
    await case.decide("school", "return")
    await case.correcting()
    await case.resubmits("school")
    await case.tell(await case.round_closes())
    assert await case.outcome() == "LAPSED"
    assert services.count(approvals.OPEN_TASK) == 1


async def test_a_withdrawal_and_a_closing_at_once_end_as_withdrawn(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    closed = await case.round_closes()
    await case.withdraws()
    await case.tell(closed)
    assert await case.outcome() == "WITHDRAWN"
