"""Parts die, are away for long, or lose what they had; people work on, and nothing is lost or doubled."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from chassis.settings import settings
from songjiao import streams
from songjiao.servers.stack import Stack
from tests.breaker import breaking
from tests.chassis.waiting import until
from tests.system.audited import sound
from tests.system.processes import Running
from tests.system.test_chain import events_of, state_told
from tests.system.world import STEPS, World

# Longer than every back-off that is not capped, and than a local attempt's time.
LONG_SECONDS = 8
# What `docker-compose.yml` gives a process to end before it is killed.
CONTAINERS_GRACE_SECONDS = 20


@pytest.fixture(autouse=True)
async def proven(world: World) -> AsyncIterator[None]:
    """Whatever happens here, the decision log proves all of it afterwards."""
    yield
    await sound()


async def assert_admitted_once(world: World, stack: Stack, application: UUID, members: int = 1) -> None:
    """One admission, one approval by each office, and so many on the roster, nobody twice."""
    async with breaking(stack.nats.url) as jetstream:
        await until(lambda: _on_stream(jetstream, application))
        said = await events_of(jetstream, "ENROLLMENT", application)
    # A refilled stream may hold an event twice; its id shows it, and every reader goes by the id.
    states = {event["id"]: state_told(event) for event in said}
    assert list(states.values()).count("ADMITTED") == 1
    case = await world.call("GET", f"/api/approvals/cases/{application}", world.municipal_clerk)
    assert [entry["verb"] for entry in case["log"]].count("approve") == len(STEPS)
    roster = await world.call("GET", f"/api/enrollment/studios/{world.studio}/roster", world.municipal_clerk)
    assert len({member["trainee_id"] for member in roster["items"]}) == len(roster["items"]) == members


async def test_temporal_is_away_for_long(world: World, stack: Stack) -> None:
    application = await world.apply()
    task = await world.task(application, "school")
    await stack.temporal.stop()
    try:
        await world.decide(task)
        withdrawn = await world.draft(world.trainees[0])
        assert withdrawn
        await asyncio.sleep(LONG_SECONDS)
    finally:
        await stack.temporal.start()
    for stage in STEPS[1:]:
        await world.decide(await world.task(application, stage, seconds=90))
    await world.until_state(application, "ADMITTED", seconds=60)
    await assert_admitted_once(world, stack, application)


async def test_the_bus_is_away_for_long(world: World, stack: Stack) -> None:
    application = await world.apply()
    task = await world.task(application, "school")
    await stack.nats.stop()
    try:
        await world.decide(task)
        await asyncio.sleep(LONG_SECONDS)
    finally:
        await stack.nats.start()
    for stage in STEPS[1:]:
        await world.decide(await world.task(application, stage, seconds=90))
    await world.until_state(application, "ADMITTED", seconds=60)
    await assert_admitted_once(world, stack, application)


async def test_a_worker_ends_in_time_where_temporal_does_not_answer(
    world: World, stack: Stack, workers: Running
) -> None:
    application = await world.apply()
    task = await world.task(application, "school")
    os.kill(stack.temporal.pid, signal.SIGSTOP)
    try:
        await world.decide(task)
        os.kill(workers.pid, signal.SIGTERM)
        assert await workers.ended(CONTAINERS_GRACE_SECONDS) == 0
    finally:
        os.kill(stack.temporal.pid, signal.SIGCONT)
        await workers.stop()
        await workers.start()
    for stage in STEPS[1:]:
        await world.decide(await world.task(application, stage, seconds=90))
    await world.until_state(application, "ADMITTED", seconds=60)
    await assert_admitted_once(world, stack, application)


async def test_submitted_while_the_bus_is_away(world: World, stack: Stack) -> None:
    await stack.nats.stop()
    try:
        application = await world.apply()
        await asyncio.sleep(2)
    finally:
        await stack.nats.start()
    await world.task(application, "school", seconds=90)


async def test_a_worker_killed_right_after_each_click(world: World, stack: Stack, workers: Running) -> None:
    """Before the signal or amid it; for every moment between two steps see `test_kills`."""
    cases: dict[UUID, int] = {}
    for place, stage in enumerate(STEPS):
        await world.newcomer()
        application = await world.apply()
        for before in STEPS[:place]:
            await world.pass_stage(application, before)
        await world.task(application, stage)
        cases[application] = place
    await asyncio.gather(*(world.pass_stage(application, STEPS[place]) for application, place in cases.items()))
    await workers.kill()
    await workers.start()
    for application, place in cases.items():
        for stage in STEPS[place + 1 :]:
            await world.decide(await world.task(application, stage, seconds=60))
        await world.until_state(application, "ADMITTED", seconds=60)
    for application in cases:
        await assert_admitted_once(world, stack, application, members=len(cases))


async def test_the_services_killed_under_way(world: World, stack: Stack, services: Running) -> None:
    application = await world.apply()
    for stage in STEPS:
        await world.decide(await world.task(application, stage, seconds=60))
        await services.kill()
        await services.start()
    await world.until_state(application, "ADMITTED", seconds=60)
    await assert_admitted_once(world, stack, application)


async def test_the_database_restarted_under_way(world: World, stack: Stack) -> None:
    application = await world.apply()
    task = await world.task(application, "school")
    await stack.postgres.stop()
    await stack.postgres.start()
    await world.decide(task)
    for stage in STEPS[1:]:
        await world.decide(await world.task(application, stage, seconds=60))
    await world.until_state(application, "ADMITTED", seconds=60)
    await assert_admitted_once(world, stack, application)


@pytest.mark.parametrize("stream", ["ENROLLMENT", "APPROVALS"])
async def test_a_stream_deleted_under_way_is_refilled(world: World, stack: Stack, stream: str) -> None:
    application = await world.apply()
    await world.pass_stage(application, "school")
    async with breaking(stack.nats.url) as jetstream:
        before = (await jetstream.stream_info(stream)).state.messages
        await jetstream.delete_stream(stream)
    await streams.provision(settings())
    for stage in STEPS[1:]:
        await world.decide(await world.task(application, stage, seconds=60))
    await world.until_state(application, "ADMITTED", seconds=60)
    async with breaking(stack.nats.url) as jetstream:
        await until(lambda: _holds_more(jetstream, stream, before))
    await assert_admitted_once(world, stack, application)


async def _holds_more(jetstream: JetStreamContext, stream: str, than: int) -> bool:
    try:
        return (await jetstream.stream_info(stream)).state.messages > than
    except NotFoundError:
        return False


async def _on_stream(jetstream: JetStreamContext, application: UUID) -> bool:
    try:
        said = await events_of(jetstream, "ENROLLMENT", application)
    except NotFoundError:
        return False
    return any(state_told(event) == "ADMITTED" for event in said)
