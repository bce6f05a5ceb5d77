"""The owner says that another office has the stage: the task is closed and opened there."""

import pytest

from contracts.commands import approvals
from contracts.offices import Office, Role
from tests.workflows.case import Opened
from tests.workflows.tables import COUNTY
from tests.workflows.trial import PARCEL

OTHER = Office(role=Role.COUNTY_PERSONNEL_SECTION, scope=COUNTY)


async def test_the_task_moves_to_the_other_office_with_the_reason(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    await case.tell(await case.put_before("school", OTHER))
    await case.at("school", 2)
    assert case.task("school").closed == "office_changed"
    moved = case.task("school", 2).opened
    assert (moved.office, moved.reason, moved.revision) == (OTHER, "office_changed", 1)
    await case.decide("school", turn=2)
    await case.at("county")
    assert case.overtaken == set()


@pytest.mark.parametrize("told_first", ["change", "decision"])
async def test_a_decision_that_fell_just_before_is_taken_over(opened: Opened, told_first: str) -> None:
    case = await opened()
    said = await case.decides("school")
    moved = await case.put_before("school", OTHER)
    for word in (moved, said) if told_first == "change" else (said, moved):
        await case.tell(word)
    await case.at("county")
    assert case.opened == [("school", 0), ("county", 0)]
    assert case.overtaken == set()


async def test_back_and_forth(opened: Opened) -> None:
    case = await opened()
    mine = (await case.at("school")).at[0].office
    await case.tell(await case.put_before("school", OTHER))
    await case.at("school", 2)
    await case.tell(await case.put_before("school", Office.parse(mine)))
    await case.decide("school", turn=3)
    await case.at("county")
    assert case.task("school", 3).opened.office.key == mine


async def test_a_later_stage_that_has_another_office_leaves_the_open_task_alone(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    await case.tell(await case.put_before("municipal", OTHER))
    await case.quiet(lambda: case.services.count("look") == 1)
    await case.decide("school")
    await case.decide("county")
    await case.at("municipal")
    assert case.task("municipal").opened.office == OTHER
    assert case.services.count(approvals.CLOSE_TASK) == 0


async def test_of_two_offices_only_the_one_that_changes_gives_its_task_up(opened: Opened) -> None:
    case = await opened(PARCEL.name)
    await case.decide("countersign", seat=0)
    await case.at("countersign", seat=1)
    await case.tell(await case.put_before("countersign", OTHER, seat=1))
    await case.decide("countersign", turn=2, seat=1)
    await case.in_state("COUNTERSIGNED", "office")
    assert case.task("countersign", seat=1).closed == "office_changed"
    assert case.task("countersign", 2, 1).opened.office == OTHER
    assert case.overtaken == set(), "the other has approved, and need not again"


async def test_who_has_decided_is_not_asked_again_where_the_office_changes(opened: Opened) -> None:
    case = await opened(PARCEL.name)
    await case.decide("countersign", seat=0)
    await case.until(lambda status: [at.seat for at in status.at] == [1])
    await case.tell(await case.put_before("countersign", OTHER, seat=0))
    await case.quiet(lambda: case.services.count("look") == 1)
    await case.decide("countersign", seat=1)
    await case.in_state("COUNTERSIGNED", "office")
    assert case.opened[:2] == [("countersign", 0), ("countersign", 1)]
