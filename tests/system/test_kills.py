"""A worker dies between two steps of a case, wherever that may be; the next one goes on, and nothing is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest

from contracts.kinds import TRAINEE_APPLICATION
from songjiao.servers.stack import Stack
from tests.system import dying, processes
from tests.system.footprints import outcome, steps_done
from tests.system.processes import Running
from tests.system.test_outages import assert_admitted_once
from tests.system.world import STEPS, Person, World

# Every step from application to admission, in order; a step that is missing here turns the test red.
CHAIN = ("approvals.open_task", "enrollment.record") * len(STEPS)


@pytest.mark.parametrize("side", ["before", "after"])
async def test_killed_at_every_step(world: World, stack: Stack, workers: Running, tmp_path: Path, side: str) -> None:
    """Each case stops at a step of its own, one death for all.

    Before: the service was never asked. After: it has committed its answer, and Temporal never hears of it.
    """
    cases: dict[UUID, int] = {}
    drafts: dict[UUID, tuple[Person, int]] = {}
    for ordinal in range(1, len(CHAIN) + 1):
        await world.newcomer()
        application, version = await world.draft(world.trainees[0])
        cases[application], drafts[application] = ordinal, (world.trainees[0], version)
    file = tmp_path / "stops"
    dying.put(file, {application: (ordinal, side) for application, ordinal in cases.items()})
    async with relieved(workers, processes.dying(tmp_path, file)) as doomed:
        for application, (trainee, version) in drafts.items():
            await world.submit(trainee, application, version)
        await asyncio.gather(*(bring(world, application, ordinal) for application, ordinal in cases.items()))
        reached = await dying.all_there(file)
        await doomed.kill()
    assert reached == {application: CHAIN[ordinal - 1] for application, ordinal in cases.items()}
    await asyncio.gather(*(finish(world, application, ordinal) for application, ordinal in cases.items()))
    # A member is there before the run knows it, and what the dead left unfinished may be asked again until it does.
    for application in cases:
        assert await outcome(TRAINEE_APPLICATION, application) == "ADMITTED"
        await assert_admitted_once(world, stack, application, members=len(cases))
        assert await steps_done(TRAINEE_APPLICATION, application) == list(CHAIN)


async def bring(world: World, application: UUID, ordinal: int) -> None:
    """Decide what comes before the step: one decision is recorded, and the next office asked."""
    for stage in STEPS[: ordinal // 2]:
        await world.pass_stage(application, stage)


async def finish(world: World, application: UUID, ordinal: int) -> None:
    """All that is left to be decided."""
    for stage in STEPS[ordinal // 2 :]:
        await world.pass_stage(application, stage)
    await world.until_state(application, "ADMITTED")


@asynccontextmanager
async def relieved(workers: Running, doomed: Running) -> AsyncIterator[Running]:
    """The doomed one in the workers' place until it is dead, and the workers in its place from then on."""
    await workers.stop()
    try:
        async with processes.running(doomed):
            yield doomed
    finally:
        await workers.start()
