"""A history that grows long goes on in a new run, and nothing said at that moment is lost."""

import asyncio
from dataclasses import replace

import pytest

from contracts.commands import approvals
from tests.workflows.case import CASE_NO, Case, Opened
from tests.workflows.conftest import LONG_HISTORY
from workflows.engine import messages

STORM = 2 * LONG_HISTORY


async def storm(case: Case, of: messages.Decided | messages.Moved = messages.Moved(1)) -> None:  # noqa: B008
    """What the run knows already, over and over."""
    for _ in range(STORM // 20):
        await asyncio.gather(*(case.tell(of) for _ in range(20)))


async def has_gone_on(case: Case) -> bool:
    """Whether it is in another run than its first."""
    description = await case.handle.describe()
    return description.raw_description.workflow_execution_info.first_run_id != description.run_id


async def test_a_storm_of_words_while_an_office_has_it(opened_for_real: Opened) -> None:
    case = await opened_for_real()
    first = await case.decide("school")
    await case.at("county")
    raging = asyncio.create_task(storm(case, first))
    await asyncio.sleep(0.2)
    decided = await case.decide("county")
    await raging
    await storm(case, decided)
    await case.at("municipal")
    assert await has_gone_on(case)
    found_by = {pair.key.name: pair.value for pair in (await case.handle.describe()).typed_search_attributes}
    assert found_by["CaseNo"] == CASE_NO
    await case.decide("municipal")
    assert await case.handle.result() == "ADMITTED"
    assert case.services.count(approvals.OPEN_TASK) == 3


async def test_a_storm_while_the_city_weighs_a_nomination(opened_for_real: Opened) -> None:
    case = await opened_for_real("studio_establishment")
    await case.at("qualification")
    await storm(case)
    await case.decide("qualification")
    await case.at("dispatch")
    await storm(case)
    moved = await case.does("DISPATCHED", revised=True)
    await storm(case)
    await case.tell(moved)
    await case.at("base_proposal")
    assert case.task("dispatch").closed == "done"
    assert await has_gone_on(case)
    assert case.services.count(approvals.OPEN_TASK) == 3
    await case.do("TERMINATED", cause="terminated")
    assert await case.handle.result() == "TERMINATED"


async def test_a_storm_while_the_applicant_corrects(opened_for_real: Opened) -> None:
    case = await opened_for_real()
    first = await case.decide("school", "return")
    standing = await case.correcting()
    await storm(case, first)
    # The moment may differ by milliseconds: a task that was lost is done again by another clock reading.
    after = await case.correcting()
    assert replace(after, until=standing.until) == standing
    raging = asyncio.create_task(storm(case, first))
    await case.tell(await case.resubmits("school"))
    await raging
    await case.decide("school", "reject", 2)
    assert await case.handle.result() == "SCHOOL_DECLINED"
    assert await has_gone_on(case)
    # One fact and one task for each of the two hearings, and no run asks what an earlier one has the answer to.
    assert case.services.count(approvals.OPEN_TASK) == case.services.count("record") == 2
    assert case.services.count(approvals.CLOSE_TASK) == 0


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 0)])
async def test_it_goes_on_between_the_decisions_of_two_offices(
    opened_for_real: Opened, first: int, second: int
) -> None:
    case = await opened_for_real("parcel")
    said = await case.decide("countersign", seat=first)
    await case.until(lambda status: [at.seat for at in status.at] == [second])
    await storm(case, said)
    assert await has_gone_on(case)
    await case.decide("countersign", seat=second)
    await case.at("any_sign", seat=first)
    await case.decide("any_sign", seat=first)
    said = await case.decide("weighing", seat=first)
    await case.until(lambda status: [at.seat for at in status.at] == [second])
    await storm(case, said)
    await case.decide("weighing", seat=second)
    said = await case.decide("post")
    await case.until(lambda status: [at.stage for at in status.at] == ["customs"])
    await storm(case, said)
    await case.decide("customs")
    assert await case.handle.result() == "SENT"
    assert len(case.opened) == 8
    assert case.overtaken == set()
