"""A worker dies between two steps of a case, wherever that may be; the next one goes on, and nothing is lost or doubled."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from temporalio.client import Client

from chassis.settings import settings
from contracts.kinds import TRAINEE_APPLICATION, workflow_id
from songjiao.servers.stack import Stack
from tests.system import processes
from tests.system.processes import Running
from tests.system.test_outages import assert_admitted_once
from tests.system.world import World

# Every step from application to admission, in order; a step that is missing here turns all cases red.
CHAIN = ("approvals.open_task", "enrollment.record") * 3
STEPS = [pytest.param(ordinal, step, id=f"{ordinal}-{step}") for ordinal, step in enumerate(CHAIN, 1)]
ANSWERED = text("SELECT key, answered_at FROM command_answers WHERE key LIKE :keys")


@pytest.mark.parametrize(("ordinal", "step"), STEPS)
@pytest.mark.parametrize("side", ["before", "after"])
async def test_a_worker_killed_at_a_step(
    world: World, stack: Stack, workers: Running, tmp_path: Path, ordinal: int, step: str, side: str
) -> None:
    """Before: the service was never asked. After: it has committed its answer, and Temporal never hears of it."""
    [trainee] = world.trainees
    application, version = await world.draft(trainee)
    reached = tmp_path / "reached"
    doomed = processes.halting(tmp_path, str(application), ordinal, side, reached)
    async with asyncio.TaskGroup() as group, relieved(workers, doomed):
        await world.submit(trainee, application, version)
        group.create_task(world.admit(application))
        assert await doomed.ended() == -signal.SIGKILL
    assert step_of(reached.read_text()) == step
    # A member is there before the run knows it, and what the dead left unfinished may be asked again until it does.
    assert await outcome(application) == "ADMITTED"
    await assert_admitted_once(world, stack, application)
    assert [step_of(key) for key in await keys_answered(application)] == list(CHAIN)


@asynccontextmanager
async def relieved(workers: Running, doomed: Running) -> AsyncIterator[None]:
    """The doomed one in the workers' place until it is dead, and the workers in its place from then on."""
    await workers.stop()
    try:
        async with processes.running(doomed):
            yield
    finally:
        await workers.start()


async def outcome(application: UUID) -> object:
    """How the case's run ended."""
    client = await Client.connect(settings().temporal_address, namespace=settings().temporal_namespace)
    async with asyncio.timeout(30):
        return await client.get_workflow_handle(workflow_id(TRAINEE_APPLICATION.name, application)).result()


def step_of(key: str) -> str:
    """A key's command."""
    return key.split("/")[2]


async def keys_answered(application: UUID) -> list[str]:
    """The keys of all that the services ever did for a case, in order."""
    found: list[tuple[datetime, str]] = []
    for service in ("enrollment", "approvals"):
        engine = create_async_engine(settings().database_of(service), poolclass=NullPool)
        async with engine.connect() as connection:
            rows = await connection.execute(
                ANSWERED, {"keys": f"{workflow_id(TRAINEE_APPLICATION.name, application)}/%"}
            )
            found += [(row.answered_at, row.key) for row in rows]
    return [key for _, key in sorted(found)]
