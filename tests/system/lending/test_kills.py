"""Workers killed at every step of the process, on either side of it: each case is stopped at a place of its own, one death for all."""

import asyncio
from pathlib import Path

import pytest

from chassis.ids import uuid7
from tests.system import dying, processes
from tests.system.footprints import outcome, steps_done
from tests.system.lending import conftest
from tests.system.lending.conftest import Site
from tests.system.lending.hall import Hall, Loan
from tests.system.lending.kinds import HALL_LOAN, OWNER

OPEN, CLOSE, RECORD = "approvals.open_task", "approvals.close_task", f"{OWNER}.record"
# What people decide, one after the other, and the steps that follow from each; those of `None` follow from the asking.
DECIDED: list[tuple[tuple[str, int] | None, tuple[str, ...]]] = [
    (None, (OPEN, OPEN)),
    (("countersign", 1), ()),
    (("countersign", 0), (RECORD, OPEN, OPEN)),
    (("any_sign", 1), (CLOSE, RECORD, OPEN, OPEN)),
    (("appraisal", 1), (RECORD,)),
    (("appraisal", 0), (RECORD, OPEN)),
    (("handover", 0), (RECORD,)),
]
CHAIN = [step for _, steps in DECIDED for step in steps]
SEATS = [seat for seat, _ in DECIDED if seat]


def decisions_before(ordinal: int) -> int:
    """How many have decided before the word is heard from which this step follows; -1 where that is the asking."""
    following = 0
    for place, (_, steps) in enumerate(DECIDED):
        following += len(steps)
        if ordinal <= following:
            return place - 1
    raise IndexError(ordinal)


async def bring(case: Loan, ordinal: int) -> None:
    """As far as the word before the step."""
    if (before := decisions_before(ordinal)) >= 0:
        await case.hall.ask_for(case)
        for stage, seat in SEATS[:before]:
            await case.decide(stage, seat)
        await case.task(*SEATS[before])


async def go_on(case: Loan, ordinal: int) -> None:
    """Say the word."""
    before = decisions_before(ordinal)
    await (case.hall.ask_for(case) if before < 0 else case.decide(*SEATS[before]))


async def finish(case: Loan, ordinal: int) -> None:
    """All that is left to be decided."""
    for stage, seat in SEATS[decisions_before(ordinal) + 1 :]:
        await case.decide(stage, seat)


@pytest.mark.parametrize("side", ["before", "after"])
async def test_killed_at_every_step(hall: Hall, site: Site, tmp_path: Path, side: str) -> None:
    """Before: the service was never asked. After: it has committed its answer, and Temporal never hears of it."""
    stops = [(ordinal, side) for ordinal in range(1, len(CHAIN) + 1)]
    cases = {Loan(hall, uuid7()): stop for stop in stops}
    file = tmp_path / "stops"
    dying.put(file, {case.id: stop for case, stop in cases.items()})
    await site.workers.stop()
    try:
        async with processes.running(conftest.dying(tmp_path, file)) as doomed:
            await asyncio.gather(*(bring(case, ordinal) for case, (ordinal, _) in cases.items()))
            await asyncio.gather(*(go_on(case, ordinal) for case, (ordinal, _) in cases.items()))
            reached = await dying.all_there(file)
            await doomed.kill()
    finally:
        await site.workers.start()
    assert reached == {case.id: CHAIN[ordinal - 1] for case, (ordinal, _) in cases.items()}
    await asyncio.gather(*(finish(case, ordinal) for case, (ordinal, _) in cases.items()))
    for case, stop in cases.items():
        await went_through(case, stop)


async def went_through(case: Loan, stop: tuple[int, str]) -> None:
    """The run has ended well, and every step was done once, in order."""
    await case.until_state("LENT")
    assert await outcome(HALL_LOAN, case.id) == "LENT", stop
    taken = [(stage, seat, "approve") for stage, seat in SEATS]
    await case.went_once(*taken)
    assert await steps_done(HALL_LOAN, case.id) == CHAIN, stop
