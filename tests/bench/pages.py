"""Pages as two people at a browser get them, a county's clerk and a trainee, while nothing else is going on."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2

from chassis import clock
from chassis.ids import uuid7
from tests.bench.figures import percentile
from tests.bench.stage import Bench, say
from tests.system.world import COUNTIES, PASSWORD, STEPS, Person, World

APPLICATIONS = 300
STUDIOS_A_COUNTY = 30
# Those that people apply to, so that rosters and lists are as long as in the middle of a round.
SOUGHT = 6
# What the clerk looks at, and the trainee.
CLERKS = (
    "/", "/inbox", "/inbox/{task}", "/cases/{case}", "/studios", "/studios/{studio}", "/rounds", "/rounds/{round}",
)  # fmt: skip
TRAINEES = ("/applications",)
LOOKS = 40
AIM_MS = 100
# More are only in one another's way while the world is set up.
AT_ONCE = 8
FORM_TOKEN = re.compile(r'name="_csrf" value="(\w+)"')


async def measure(bench: Bench) -> None:
    """Print p50 and p95 of each page, and its size as text."""
    world = await bench.world(APPLICATIONS)
    studios = await _recruiting(world)
    applications = await _applied(world, studios[:SOUGHT])
    await asyncio.sleep(2)
    # One that waits for the county, and one that has come all the way.
    task = (await world.task(applications[SOUGHT], "county"))["task_id"]
    case = applications[SOUGHT * len(STEPS)]
    places = {"task": task, "case": case, "studio": studios[0], "round": world.round}
    for who, person, pages in (("clerk", world.county_clerk, CLERKS), ("trainee", world.trainees[0], TRAINEES)):
        async with _signed_in(bench, person) as browser:
            for page in pages:
                say(f"  {who:7} {page:17} {await _looked_at(browser, page.format(**places))}")


async def _looked_at(browser: httpx2.AsyncClient, address: str) -> str:
    seconds, size = [], 0
    # What only the first of all visitors waits for, such as a template being read, is no part of it.
    for look in range(LOOKS + 1):
        started = time.perf_counter()
        answer = await browser.get(address)
        if look:
            seconds.append(time.perf_counter() - started)
        if answer.status_code != httpx2.codes.OK:
            raise AssertionError(f"{address} {answer.status_code}")
        size = len(answer.content)
    p50, p95 = (percentile(seconds, share) * 1000 for share in (0.5, 0.95))
    return f"p50 {p50:6.1f} ms   p95 {p95:6.1f} ms (aim p95 {AIM_MS} ms)   {size / 1000:3.0f} kB"


@asynccontextmanager
async def _signed_in(bench: Bench, person: Person) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=bench.services.url, timeout=30) as browser:
        [token] = FORM_TOKEN.findall((await browser.get("/sign-in")).text)[:1]
        form = {"_csrf": token, "login": person.login, "password": PASSWORD}
        answer = await browser.post("/sign-in", data=form)
        if answer.status_code != httpx2.codes.SEE_OTHER:
            raise AssertionError(f"{person.name} is not signed in: {answer.status_code}")
        yield browser


async def _recruiting(world: World) -> list[UUID]:
    """Studios in every county and a round for all of them; those of the world's own county."""
    rows = [_studio(world, county, number) for county in COUNTIES for number in range(STUDIOS_A_COUNTY)]
    await world.call("PUT", "/api/enrollment/studios/import", world.municipal_clerk, json={"studios": rows})
    now, world.round = clock.business(), uuid7()
    round_ = {
        "name": "第一轮招收", "opens_at": (now - timedelta(minutes=1)).isoformat(),
        "closes_at": (now + timedelta(days=60)).isoformat(), "counties": list(COUNTIES),
    }  # fmt: skip
    await world.call("PUT", f"/api/enrollment/rounds/{world.round}", world.municipal_clerk, json=round_)
    return [UUID(row["id"]) for row in rows if row["county"] == world.county]


def _studio(world: World, county: str, number: int) -> dict[str, Any]:
    return {
        "id": str(uuid7()), "name": f"{COUNTIES[county]}第{number + 1}“名师送教”工作室", "county": county, "school_level": "小学",
        "track": "教师", "subject": "语文", "host_id": str(world.host.id), "host_name": world.host.name,
        "host_school_name": "江滨实验小学",
    }  # fmt: skip


async def _applied(world: World, studios: list[UUID]) -> list[UUID]:
    """An application of every trainee; a quarter each waits for the school, the county and the city, or is a member's."""
    few = asyncio.Semaphore(AT_ONCE)

    async def apply(number: int, trainee: Person) -> UUID:
        async with few:
            studio = str(studios[number % len(studios)])
            application, version = await world.draft(trainee, studio_id=studio)
            await world.submit(trainee, application, version)
            # By sixes and fours, so that each studio has some of each.
            for stage in STEPS[: number // len(studios) % (len(STEPS) + 1)]:
                await world.pass_stage(application, stage)
            return application

    return await asyncio.gather(*(apply(*numbered) for numbered in enumerate(world.trainees)))
