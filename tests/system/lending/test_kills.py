"""Workers killed at every step of the process, on either side of it: each case is stopped at a place of its own, one death for all."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from temporalio.client import Client

from chassis.ids import uuid7
from chassis.settings import settings
from contracts.kinds import workflow_id
from tests.chassis.waiting import until
from tests.system import processes
from tests.system.lending import conftest
from tests.system.lending.conftest import Site
from tests.system.lending.dying import ALL_THERE, LOOK
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
ANSWERED = text("SELECT key, answered_at FROM command_answers WHERE key LIKE :keys")


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
    file.write_text(json.dumps({str(case.id): stop for case, stop in cases.items()}))
    all_there = Path(f"{file}{ALL_THERE}")
    await site.workers.stop()
    try:
        async with processes.running(conftest.dying(tmp_path, file)) as doomed:
            await asyncio.gather(*(bring(case, ordinal) for case, (ordinal, _) in cases.items()))
            await asyncio.gather(*(go_on(case, ordinal) for case, (ordinal, _) in cases.items()))
            await until(lambda: asyncio.to_thread(all_there.exists), seconds=60)
            await doomed.kill()
    finally:
        await site.workers.start()
    reached = json.loads(all_there.read_text())
    for case, (ordinal, _) in cases.items():
        assert step_of(reached[str(case.id)]) == CHAIN[ordinal - 1]
    await asyncio.gather(*(finish(case, ordinal) for case, (ordinal, _) in cases.items()))
    for case, stop in cases.items():
        await went_through(case, stop)


async def went_through(case: Loan, stop: tuple[int, str]) -> None:
    """The run has ended well, and every step was done once, in order."""
    await case.until_state("LENT")
    assert await outcome(case.id) == "LENT", stop
    taken = [(stage, seat, "approve") for stage, seat in SEATS]
    await case.went_once(*taken)
    # How the case stands may be asked once more by a run that is made anew; nothing is done by it.
    done = [step for key in await keys_answered(case.id) if (step := step_of(key)) != LOOK]
    assert done == CHAIN, stop


async def outcome(case_id: UUID) -> object:
    """How the case's run ended."""
    client = await Client.connect(settings().temporal_address, namespace=settings().temporal_namespace)
    async with asyncio.timeout(30):
        return await client.get_workflow_handle(workflow_id(HALL_LOAN.name, case_id)).result()


def step_of(key: str) -> str:
    """A key's command."""
    return key.split("/")[2]


async def keys_answered(case_id: UUID) -> list[str]:
    """The keys of all that the services ever did for a case, in order."""
    found: list[tuple[datetime, str]] = []
    for service in (OWNER, "approvals"):
        engine = create_async_engine(settings().database_of(service), poolclass=NullPool)
        async with engine.connect() as connection:
            rows = await connection.execute(ANSWERED, {"keys": f"{workflow_id(HALL_LOAN.name, case_id)}/%"})
            found += [(row.answered_at, row.key) for row in rows]
        await engine.dispose()
    return [key for _, key in sorted(found)]
