"""A case waits for something else than an office or time: nobody has it, and no clock runs, until its owner tells that it goes on."""

import pytest

from tests.workflows.case import Case, Opened
from tests.workflows.tables import CORRECTION_PERIOD, DAY

STAGES = ("school", "county", "municipal")


async def waiting(case: Case) -> None:
    """Wait until no office has it."""
    await case.until(lambda status: status.waits_for == "facts" and not status.at)


@pytest.mark.parametrize("stage", STAGES)
async def test_no_office_has_it_meanwhile_and_then_the_same_one_again(opened: Opened, stage: str) -> None:
    case = await opened()
    for before in STAGES[: STAGES.index(stage)]:
        await case.decide(before)
    await case.at(stage)
    await case.tell(await case.suspends())
    await waiting(case)
    assert case.task(stage).closed == "studio_suspended"
    await case.pass_by(5 * DAY)
    assert (case.task(stage).reminded, case.task(stage).escalated) == (0, 0)
    await case.tell(await case.resumes())
    await case.at(stage, 2)
    again = case.task(stage, 2).opened
    assert (again.revision, again.reason) == (1, "studio_suspended")
    await case.decide(stage, "reject", 2)
    await case.outcome()
    assert case.overtaken == set()


@pytest.mark.parametrize("told_first", ["suspension", "decision"])
async def test_what_was_decided_before_counts_and_the_next_office_waits(opened: Opened, told_first: str) -> None:
    case = await opened()
    said = await case.decides("school")
    moved = await case.suspends()
    for word in (moved, said) if told_first == "suspension" else (said, moved):
        await case.tell(word)
    await case.until(lambda status: (status.state, status.waits_for) == ("RECOMMENDED", "facts"))
    assert case.opened == [("school", 0)]
    await case.tell(await case.resumes())
    await case.decide("county", "reject")
    await case.outcome()
    assert case.overtaken == set()


@pytest.mark.parametrize("told_first", ["suspension", "decision"])
async def test_what_was_decided_afterwards_came_second(opened: Opened, told_first: str) -> None:
    case = await opened()
    await case.at("school")
    moved = await case.suspends()
    said = await case.decides("school")
    for word in (moved, said) if told_first == "suspension" else (said, moved):
        await case.tell(word)
    await waiting(case)
    assert case.task("school").overtaken == "studio_suspended"
    await case.tell(await case.resumes())
    await case.decide("school", "reject", 2)
    await case.outcome()


async def test_the_clock_of_a_correction_stands_still(opened: Opened) -> None:
    case = await opened()
    await case.decide("school", "return")
    await case.correcting()
    await case.tell(await case.suspends())
    await case.quiet(lambda: case.services.count("look") == 1)
    await case.pass_by(2 * CORRECTION_PERIOD)
    assert (await case.status()).state == "RETURNED"
    assert case.services.count("proceed") == 0
    assert case.row.until is not None
    case.row.until += 2 * CORRECTION_PERIOD
    await case.tell(await case.resumes())
    await case.quiet(lambda: case.services.count("look") == 2)
    await case.pass_by(CORRECTION_PERIOD + DAY)
    assert await case.outcome() == "LAPSED"


async def test_withdrawn_while_it_waits(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    await case.tell(await case.suspends())
    await waiting(case)
    await case.tell(await case.withdraws())
    assert await case.outcome() == "WITHDRAWN"
