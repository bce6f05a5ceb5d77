"""A decision click with one reviewer and with 32, against a bare transaction and against the same work."""

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from chassis.settings import settings
from songjiao.databases import owners_url
from songjiao.servers.ports import LOOPBACK, free_port
from tests.bench.ear import SAME_WORK, listening
from tests.bench.figures import milliseconds, percentile
from tests.bench.same_work import people
from tests.bench.same_work.models import STAGES
from tests.bench.same_work.people import SameWork
from tests.bench.stage import Bench, say
from tests.system.world import World

CLICKS = 160
# People read before they click, if only for a moment: seconds between two clicks of one person, on the average.
PAUSE_SECONDS = {1: 0.2, 32: 2.0}


async def measure(bench: Bench) -> None:
    """Print p50 and p99 of all three, with their ratios."""
    async with _bare() as bare, people.working(bench) as same:
        for reviewers, aim in ((1, 10), (32, 25)):
            await _compare(bench, bare, same, reviewers, aim)


@asynccontextmanager
async def _bare() -> AsyncIterator[aiohttp.ClientSession]:
    port = free_port()
    told = {"HTTP_PORT": str(port), "BARE_URL": owners_url("approvals", settings())}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.bare", env=os.environ | told)
    try:
        async with aiohttp.ClientSession(f"http://{LOOPBACK}:{port}", raise_for_status=True) as client:
            await _ready(client)
            yield client
    finally:
        process.terminate()
        await process.wait()


async def _ready(client: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                async with client.get("/readyz"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)


async def _compare(bench: Bench, bare: aiohttp.ClientSession, same: SameWork, reviewers: int, aim: int) -> None:
    world, tasks = await _open_tasks(bench, CLICKS)
    others = await _open_tasks_of_the_same_work(bench, same, CLICKS)

    async def ours(number: int) -> None:
        await world.decide(tasks[number])

    async def theirs(number: int) -> None:
        await same.decide(others[number])

    async def plain(number: int) -> None:
        async with bare.post("/click", json={"said": str(number)}) as response:
            await response.read()

    least = await _timed(reviewers, plain)
    click = await _timed(reviewers, ours)
    taught = await _timed(reviewers, theirs)
    say(f"  {reviewers:2} reviewer(s): click     {milliseconds(click)} (aim p50 {aim} ms)")
    for name, seconds in (("bare", least), ("same work", taught)):
        ratio = percentile(click, 0.5) / percentile(seconds, 0.5)
        say(f"                  {name:9} {milliseconds(seconds)}   ratio of p50 {ratio:.2f}")


async def _open_tasks_of_the_same_work(bench: Bench, same: SameWork, how_many: int) -> list[dict[str, Any]]:
    async with listening(bench.stack.nats.url, SAME_WORK) as ear:
        drafts = await same.drafts(how_many)
        for draft in drafts:
            await same.submit(*draft)
        tasks = [await same.task(ear, case, STAGES[0]) for _, case in drafts]
    await asyncio.sleep(2)
    return tasks


async def _open_tasks(bench: Bench, how_many: int) -> tuple[World, list[dict[str, Any]]]:
    world = await bench.world(how_many)
    async with listening(bench.stack.nats.url) as ear:
        applications = [await world.apply(trainee) for trainee in world.trainees]
        tasks = []
        for application in applications:
            card = (await ear.wait(f"enrollment.case.news/{application}/SUBMITTED"))["data"]["card"]
            opened = await ear.wait(f"approvals.task.opened/{application}/school")
            planned = card["plan"]["stages"][0]
            tasks.append(
                {**planned, "task_id": opened["data"]["task_id"], "revision": 1, "content_hash": card["content_hash"]}
            )
    await asyncio.sleep(2)
    return world, tasks


async def _timed(at_once: int, click: Callable[[int], Awaitable[None]]) -> list[float]:
    room = asyncio.Semaphore(at_once)
    seconds: list[float] = []

    async def one(number: int) -> None:
        async with room:
            await asyncio.sleep(random.uniform(0, 2 * PAUSE_SECONDS[at_once]))
            started = time.perf_counter()
            await click(number)
            seconds.append(time.perf_counter() - started)

    await asyncio.gather(*(one(number) for number in range(CLICKS)))
    return seconds
