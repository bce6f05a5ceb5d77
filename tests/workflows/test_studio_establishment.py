"""From a nomination to an active studio, and the ways it ends before."""

import pytest

from contracts.commands import approvals
from contracts.kinds import STUDIO_ESTABLISHMENT
from tests.workflows.case import Opened
from tests.workflows.scenarios import studio_begun
from tests.workflows.tables import DAY

KIND = STUDIO_ESTABLISHMENT.name


async def test_the_whole_way(opened: Opened) -> None:
    case = await opened(KIND)
    await studio_begun(case)
    assert await case.outcome() == "ACTIVE"
    assert case.task("dispatch").opened.stage.verbs == ()
    assert case.task("dispatch").closed == "done"
    assert case.task("base_confirmation", 2).opened.revision == 4
    assert case.services.count(approvals.OPEN_TASK) == 6


async def test_a_rejection_ends_it(opened: Opened) -> None:
    case = await opened(KIND)
    await case.decide("qualification", "reject")
    assert await case.outcome() == "REJECTED"


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        ("NOMINATED", "qualification"), ("QUALIFIED", "dispatch"), ("DISPATCHED", "base_proposal"),
        ("BASE_DECLINED", "base_proposal"), ("BASE_PROPOSED", "base_confirmation"),
    ],
)  # fmt: skip
async def test_terminated_in_the_middle_the_task_is_closed(opened: Opened, state: str, stage: str) -> None:
    case = await opened(KIND, state)
    await case.at(stage)
    await case.do("TERMINATED", cause="terminated")
    assert await case.outcome() == "TERMINATED"
    assert case.task(stage).closed == "terminated"


@pytest.mark.parametrize("told_first", ["termination", "decision"])
async def test_terminated_and_decided_at_once_the_decision_is_told_it_came_second(
    opened: Opened, told_first: str
) -> None:
    case = await opened(KIND)
    said = await case.decides("qualification")
    moved = await case.does("TERMINATED", cause="terminated")
    for word in (moved, said) if told_first == "termination" else (said, moved):
        await case.tell(word)
    assert await case.outcome() == "TERMINATED"
    assert case.task("qualification").overtaken == "wrong_state"


async def test_recruiting_it_asks_when_something_was_heard_and_not_before(opened: Opened) -> None:
    case = await opened(KIND, "RECRUITING")
    await case.in_state("RECRUITING")
    await case.pass_by(300 * DAY)
    assert case.services.count("proceed") == case.services.count("look") == 0
    case.row.until = await case.services.now()
    await case.tell(case.changes())
    await case.quiet(lambda: case.services.count("look") == 1)
    await case.pass_by(DAY)
    assert await case.outcome() == "ACTIVE"


async def test_an_office_that_does_nothing_is_reminded_and_the_one_above_sees_it(opened: Opened) -> None:
    case = await opened(KIND, "QUALIFIED")
    await case.at("dispatch")
    await case.pass_by(6 * DAY)
    task = case.task("dispatch")
    await case.quiet(lambda: task.reminded >= 1 and task.escalated == 1)


async def test_a_loaded_studio_has_nothing_to_run(opened: Opened) -> None:
    case = await opened(KIND, "ACTIVE", told=False)
    assert await case.outcome() == "ACTIVE"
    assert case.services.count("look") == 1
    assert case.services.count(approvals.OPEN_TASK) == 0
