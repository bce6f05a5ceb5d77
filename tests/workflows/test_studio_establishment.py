"""From a nomination to an active studio, and the ways it ends before."""

import pytest

from contracts.commands import approvals
from contracts.commands.casework import OPEN_STUDIO, PROCEED_STUDIO
from contracts.processes import casework as process
from contracts.processes.studio_establishment import KIND
from contracts.rules import Stage
from tests.workflows.owners import Opened
from tests.workflows.rows import DAY


async def test_the_whole_way(opened: Opened) -> None:
    docket = await opened(KIND, "NOMINATED")
    await docket.decide("qualification")
    await docket.at("dispatch")
    assert docket.task("dispatch").opened.stage.verbs == ()
    await docket.do("DISPATCHED", revised=True)
    await docket.at("base_proposal")
    assert docket.task("dispatch").closed == "done"
    await docket.do("BASE_PROPOSED", revised=True)
    await docket.decide("base_confirmation", "reject")
    await docket.at("base_proposal", 2)
    await docket.do("BASE_PROPOSED", revised=True)
    await docket.decide("base_confirmation", "approve", 2)
    assert docket.task("base_confirmation", 2).opened.revision == 4
    await docket.until(lambda status: status.state == "RECRUITING" and status.waits_for == "facts")
    docket.row.ready = True
    await docket.handle.signal(process.MOVED, process.Moved(None))
    assert await docket.outcome() == "ACTIVE"
    assert docket.owners.count(approvals.OPEN_TASK) == 6


async def test_a_rejection_ends_it(opened: Opened) -> None:
    docket = await opened(KIND, "NOMINATED")
    await docket.decide("qualification", "reject")
    assert await docket.outcome() == "REJECTED"


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        ("NOMINATED", "qualification"), ("QUALIFIED", "dispatch"), ("DISPATCHED", "base_proposal"),
        ("BASE_DECLINED", "base_proposal"), ("BASE_PROPOSED", "base_confirmation"),
    ],
)  # fmt: skip
async def test_terminated_in_the_middle_the_task_is_closed(opened: Opened, state: str, stage: Stage) -> None:
    docket = await opened(KIND, state)
    await docket.at(stage)
    await docket.do("TERMINATED", cause="terminated")
    assert await docket.outcome() == "TERMINATED"
    assert docket.task(stage).closed == "terminated"


async def test_terminated_and_decided_at_once_the_decision_is_told_it_came_second(opened: Opened) -> None:
    docket = await opened(KIND, "NOMINATED")
    said = await docket.decides("qualification", "approve")
    moved = await docket.does("TERMINATED", cause="terminated")
    await docket.handle.signal(process.DECIDED, said)
    await docket.handle.signal(process.MOVED, moved)
    assert await docket.outcome() == "TERMINATED"
    assert docket.task("qualification").overtaken == "wrong_state"


async def test_recruiting_it_asks_when_something_was_heard_and_not_before(opened: Opened) -> None:
    docket = await opened(KIND, "RECRUITING")
    await docket.until(lambda status: status.waits_for == "facts")
    await docket.pass_by(300 * DAY)
    assert docket.owners.count(PROCEED_STUDIO) == 1
    await docket.handle.signal(process.MOVED, process.Moved(None))
    docket.row.ready = True
    await docket.handle.signal(process.MOVED, process.Moved(None))
    assert await docket.outcome() == "ACTIVE"


async def test_an_office_that_does_nothing_is_reminded_and_the_one_above_sees_it(opened: Opened) -> None:
    docket = await opened(KIND, "QUALIFIED")
    await docket.at("dispatch")
    await docket.pass_by(6 * DAY)
    task = docket.task("dispatch")
    assert task.reminded >= 1
    assert task.escalated == 1


async def test_a_loaded_studio_has_nothing_to_run(opened: Opened) -> None:
    docket = await opened(KIND, "ACTIVE")
    assert await docket.outcome() == "ACTIVE"
    assert docket.owners.count(OPEN_STUDIO) == 1
    assert docket.owners.count(approvals.OPEN_TASK) == 0
