"""Temporal has lost all its runs, and they are rebuilt from what the services said: what ended meanwhile stays ended, untouched."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from chassis.settings import settings
from songjiao.events import published, taking_in
from songjiao.servers.stack import Stack
from tests.system.processes import Running
from tests.system.test_orders import log_verbs, until_logged, withdraw
from tests.system.world import RefusedError, World


@asynccontextmanager
async def lost(stack: Stack, workers: Running) -> AsyncIterator[None]:
    """Temporal is away with all it knew; then it is there again, empty, and what the services said is replayed."""
    await workers.stop()
    await stack.temporal.stop()
    for kept in Path(stack.temporal.data_dir).glob("temporal.db*"):
        kept.unlink()
    try:
        yield
    finally:
        await stack.temporal.start()
        await workers.start()
    async with taking_in.process("workflows", settings()) as take_in:
        for source in ("enrollment", "approvals"):
            async with published.opened(source, settings()) as database:
                async for envelope in published.after(database, 0):
                    if envelope.type in taking_in.types("workflows"):
                        await take_in(envelope)


async def test_what_was_withdrawn_meanwhile_cannot_be_decided(world: World, stack: Stack, workers: Running) -> None:
    """The school's recommendation was taken over before: it has not come second."""
    application = await world.apply()
    await world.pass_stage(application, "school")
    task = await world.task(application, "county")
    async with lost(stack, workers):
        await withdraw(world, application)
        await world.until_closed(task["task_id"])
    with pytest.raises(RefusedError) as refusal:
        await world.decide(task)
    assert refusal.value.problem["code"] == "task_closed"
    await world.newcomer()
    await world.admit(await world.apply())
    verbs = await log_verbs(world, application)
    assert verbs[-1] == "close"
    assert "overtaken" not in verbs


async def test_what_was_decided_and_then_withdrawn_came_second(world: World, stack: Stack, workers: Running) -> None:
    """Nobody had taken the recommendation over when it was withdrawn: its author is told, once."""
    application = await world.apply()
    task = await world.task(application, "school")
    async with lost(stack, workers):
        await world.decide(task)
        await withdraw(world, application)
    await until_logged(world, application, "overtaken")
    assert (await world.application(application))["state"] == "WITHDRAWN"


async def test_what_is_under_way_goes_on(world: World, stack: Stack, workers: Running) -> None:
    application = await world.apply()
    await world.pass_stage(application, "school")
    task = await world.task(application, "county")
    async with lost(stack, workers):
        await world.decide(task)
    await world.pass_stage(application, "municipal")
    await world.until_state(application, "ADMITTED", seconds=60)
    assert "overtaken" not in await log_verbs(world, application)
