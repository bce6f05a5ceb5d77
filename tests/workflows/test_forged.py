"""Temporal authenticates nobody: whoever reaches it can signal, and moves nothing by it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from contracts.cases import task_id
from tests.workflows.case import Case, Opened
from tests.workflows.trial import PARCEL
from workflows.engine.messages import Decided


async def forge(case: Case, stage: str, verb: str = "approve", turn: int = 1, seat: int = 0) -> Decided:
    """What somebody signals who has decided nothing."""
    task = case.task(stage, turn, seat).opened
    said = Decided(uuid4(), task.task_id, verb, task.revision, await case.services.now(), "forged")
    await case.tell(said)
    return said


async def untouched(case: Case, asked: int) -> None:
    """Wait until the owner has refused so many, and the run has heard from approvals that the task is open."""
    await case.quiet(lambda: case.services.count("record") >= asked)
    await case.until(lambda status: bool(status.at))


async def test_a_forged_decision_moves_nothing_and_the_genuine_one_counts(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    await forge(case, "school")
    await untouched(case, 1)
    assert case.row.state == "SUBMITTED"
    await case.decide("school")
    await case.at("county")
    assert case.opened == [("school", 0), ("county", 0)], "nobody was given the case twice"
    assert case.overtaken == set()


async def test_the_genuine_decision_that_came_behind_a_forged_one_is_heard_all_the_same(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    said = await case.decides("school", "return")
    await forge(case, "school", "approve")
    await case.tell(said)
    await case.correcting()
    assert case.overtaken == set()


async def test_signals_before_the_task_is_there_do_no_harm(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    for stage in ("county", "municipal"):
        await case.tell(
            Decided(uuid4(), task_id(case.case_id, stage, 1), "approve", 1, await case.services.now(), "forged")
        )
    await case.decide("school")
    await case.decide("county")
    await case.decide("municipal")
    assert await case.outcome() == "ADMITTED"
    assert case.opened == [("school", 0), ("county", 0), ("municipal", 0)]


@pytest.mark.parametrize("verb", ["approve", "reject"])
async def test_one_of_two_offices_is_not_forged_away(opened: Opened, verb: str) -> None:
    case = await opened(PARCEL.name)
    await case.decide("countersign", seat=0)
    await forge(case, "countersign", verb, seat=1)
    await untouched(case, 1)
    await case.decide("countersign", seat=1)
    await case.in_state("COUNTERSIGNED", "office")
    assert case.overtaken == set()


@pytest.mark.parametrize("forged_first", [True, False])
async def test_where_any_may_decide_a_forged_decision_leaves_no_task_behind(opened: Opened, forged_first: bool) -> None:
    case = await opened(PARCEL.name)
    for seat in (0, 1):
        await case.decide("countersign", seat=seat)
    await case.at("any_sign", seat=1)
    said = await case.decides("any_sign", seat=0)
    if forged_first:
        await forge(case, "any_sign", seat=1)
        await case.tell(said)
    else:
        await case.tell(said)
        await forge(case, "any_sign", seat=1)
    await case.in_state("SIGNED", "office")
    assert case.task("any_sign", seat=1).closed == "settled"
    assert case.overtaken == set()


async def test_where_any_may_decide_and_none_has_a_forged_decision_counts_for_nothing(opened: Opened) -> None:
    case = await opened(PARCEL.name)
    for seat in (0, 1):
        await case.decide("countersign", seat=seat)
    await case.at("any_sign", seat=1)
    await forge(case, "any_sign", seat=1)
    await untouched(case, 2)
    assert case.row.state == "COUNTERSIGNED"
    await case.decide("any_sign", turn=2, seat=0)
    await case.in_state("SIGNED", "office")


async def test_what_was_signalled_of_a_case_that_is_withdrawn_ends_its_task(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    said = await case.withdraws()
    await forge(case, "school")
    await case.tell(said)
    assert await case.outcome() == "WITHDRAWN"
    assert not case.task("school").open
    assert case.overtaken == set()


async def test_a_signature_of_another_case_serves_nowhere_else(opened: Opened) -> None:
    mine, other = await opened(), await opened()
    await mine.at("school")
    said = await other.decides("school")
    await mine.tell(replace(said, task_id=mine.task("school").opened.task_id))
    await untouched(mine, 1)
    assert mine.row.state == "SUBMITTED"
    await other.tell(said)
    await other.at("county")
    assert other.overtaken == mine.overtaken == set()
