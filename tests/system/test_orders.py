"""Where two facts meet, either may be first; the owner's row decides, and whoever comes second is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from chassis import clock
from contracts.cases import news_of
from songjiao.servers.stack import Stack
from tests.breaker import breaking
from tests.chassis.waiting import until
from tests.patience import Patience
from tests.system.audited import sound
from tests.system.processes import Running
from tests.system.world import STEPS, RefusedError, World

NEWS = news_of("enrollment").TYPE


@pytest.fixture(autouse=True)
async def proven(world: World) -> AsyncIterator[None]:
    """Whatever happens here, the decision log proves all of it afterwards."""
    yield
    await sound()


async def before_admission(world: World) -> tuple[Any, Any]:
    """An application that waits for the municipal office."""
    application = await world.apply()
    for stage in STEPS[:2]:
        await world.pass_stage(application, stage)
    return application, await world.task(application, "municipal")


async def withdraw(world: World, application: Any) -> None:
    await world.call("POST", f"/api/enrollment/applications/{application}/withdraw", world.trainees[0], json={})


@asynccontextmanager
async def lost(stack: Stack, state: str, application: Any) -> AsyncIterator[None]:
    """Take the news of this state, told in the block, from the stream before approvals has read it."""
    async with breaking(stack.nats.url) as jetstream:
        await jetstream.pause_consumer("ENROLLMENT", "approvals", (clock.machine() + timedelta(minutes=1)).isoformat())
        try:
            yield
            position = await until(lambda: position_of(jetstream, state, application))
            assert await jetstream.delete_msg("ENROLLMENT", position)
        finally:
            await jetstream.resume_consumer("ENROLLMENT", "approvals")


async def position_of(jetstream: JetStreamContext, state: str, application: Any) -> int | None:
    """Where in the stream the last news of cases lies, where it says that this application is in this state."""
    try:
        last = await jetstream.get_last_msg("ENROLLMENT", NEWS)
    except NotFoundError:
        return None
    news = json.loads(last.data or b"{}")
    return last.seq if (news["subject"], news["data"]["state"]) == (str(application), state) else None


async def log_verbs(world: World, application: Any) -> list[str]:
    case = await world.call("GET", f"/api/approvals/cases/{application}", world.municipal_clerk)
    return [entry["verb"] for entry in case["log"]]


async def test_withdrawn_and_then_decided(world: World) -> None:
    """The withdrawal has closed the task, and the click is refused with the reason."""
    application, task = await before_admission(world)
    await withdraw(world, application)
    await world.until_closed(task["task_id"])
    with pytest.raises(RefusedError) as refusal:
        await world.decide(task)
    assert refusal.value.problem["code"] == "task_closed"
    assert (await world.application(application))["state"] == "WITHDRAWN"
    assert await members(world) == 0


async def test_withdrawn_and_then_decided_before_the_run_knows(world: World, stack: Stack, workers: Running) -> None:
    """The word of the withdrawal is lost on its way: the run asks for the admission, and the owner's row refuses it."""
    application, task = await before_admission(world)
    await workers.stop()
    try:
        async with lost(stack, "WITHDRAWN", application):
            await withdraw(world, application)
        await world.decide(task)
    finally:
        await workers.start()
    await until_logged(world, application, "overtaken")
    assert (await world.application(application))["state"] == "WITHDRAWN"
    assert await members(world) == 0


async def test_admitted_and_then_withdrawn(world: World) -> None:
    application, task = await before_admission(world)
    await world.decide(task)
    await world.until_state(application, "ADMITTED")
    with pytest.raises(RefusedError) as refusal:
        await withdraw(world, application)
    assert refusal.value.status == 409
    assert await members(world) == 1


async def test_decided_and_then_withdrawn_before_the_admission_is_done(world: World, workers: Running) -> None:
    """The decision is committed, the admission is not: the withdrawal comes first at the owner's row."""
    application, task = await before_admission(world)
    await workers.stop()
    await world.decide(task)
    await withdraw(world, application)
    await workers.start()
    await until_logged(world, application, "overtaken")
    assert (await world.application(application))["state"] == "WITHDRAWN"
    assert await members(world) == 0
    summary = await world.call("GET", "/api/approvals/summary", world.municipal_clerk)
    assert [one["case_id"] for one in summary["overtaken"]].count(str(application)) == 1


async def test_the_round_closes_and_then_somebody_decides(world: World, workers: Running) -> None:
    application, task = await before_admission(world)
    await workers.stop()
    await close_round(world)
    await world.decide(task)
    await workers.start()
    await world.until_state(application, "LAPSED", seconds=60)
    assert await members(world) == 0


async def test_somebody_decides_and_then_the_round_closes(world: World, workers: Running) -> None:
    application, task = await before_admission(world)
    await workers.stop()
    await world.decide(task)
    await close_round(world)
    await workers.start()
    await world.until_state(application, "ADMITTED", seconds=60)
    assert await members(world) == 1


async def test_the_round_closes_over_open_tasks_and_drafts(world: World) -> None:
    application = await world.apply()
    await world.task(application, "school")
    await close_round(world)
    await world.until_state(application, "LAPSED")
    with pytest.raises(RefusedError) as refusal:
        await world.apply()
    assert refusal.value.status in (409, 422)


async def test_resubmitted_and_then_lapsed(world: World) -> None:
    application, version = await returned(world)
    _, version = await world.draft(
        world.trainees[0], application, motivation="补充了两篇市级论文。", base_version=version
    )
    await world.submit(world.trainees[0], application, version)
    clock.move(timedelta(days=11))
    try:
        await world.task(application, "county")
        assert (await world.application(application))["state"] == "RECOMMENDED"
    finally:
        clock.move(timedelta(days=-11))


async def test_lapsed_and_then_resubmitted(world: World) -> None:
    """The deadline has passed; that nobody has entered the lapse yet does not help."""
    application, version = await returned(world)
    _, version = await world.draft(
        world.trainees[0], application, motivation="补充了两篇市级论文。", base_version=version
    )
    clock.move(timedelta(days=11))
    try:
        with pytest.raises(RefusedError) as refusal:
            await world.submit(world.trainees[0], application, version)
        assert refusal.value.status == 409
    finally:
        clock.move(timedelta(days=-11))


async def test_two_clerks_decide_at_once(world: World) -> None:
    application = await world.apply()
    await world.pass_stage(application, "school")
    task = await world.task(application, "county")
    outcomes = await asyncio.gather(
        world.decide(task, "approve", world.county_clerk),
        world.decide(task, "reject", world.second_county_clerk),
        return_exceptions=True,
    )
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refusal.problem["code"] == "already_decided"
    assert refusal.problem["by"] in (world.county_clerk.name, world.second_county_clerk.name)


async def test_a_double_click_is_one_decision(world: World) -> None:
    application = await world.apply()
    task = await world.task(application, "school")
    first, second = await asyncio.gather(world.decide(task), world.decide(task))
    assert first["decision_id"] == second["decision_id"]
    await world.task(application, "county")
    assert (await log_verbs(world, application)).count("approve") == 1


async def test_another_countys_case_is_not_there(world: World) -> None:
    application = await world.apply()
    await world.pass_stage(application, "school")
    task = await world.task(application, "county")
    for path in (
        f"/api/approvals/cases/{application}",
        f"/api/approvals/tasks/{task['task_id']}",
        f"/api/enrollment/applications/{application}",
    ):
        with pytest.raises(RefusedError) as refusal:
            await world.call("GET", path, world.foreign_clerk)
        assert refusal.value.status == 404
    with pytest.raises(RefusedError) as refusal:
        await world.decide(task, by=world.foreign_clerk)
    assert refusal.value.status == 404


async def returned(world: World) -> tuple[Any, int]:
    application = await world.apply()
    await world.pass_stage(application, "school")
    await world.pass_stage(application, "county", "return")
    found = await world.until_state(application, "RETURNED")
    return application, found["version"]


async def close_round(world: World) -> None:
    await world.call("POST", f"/api/enrollment/rounds/{world.round}/close", world.municipal_clerk, json={})


async def members(world: World) -> int:
    roster = await world.call("GET", f"/api/enrollment/studios/{world.studio}/roster", world.municipal_clerk)
    return len(roster["items"])


async def until_logged(world: World, application: Any, verb: str) -> None:
    patience = Patience()
    async with asyncio.timeout(60):
        while verb not in await log_verbs(world, application):
            await patience.pause()
