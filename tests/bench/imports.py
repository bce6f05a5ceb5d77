"""A sheet of 1,800 recommendations from many schools: how long the check and the import take, and how much memory."""

import asyncio
import time
from io import BytesIO
from typing import Any

import httpx2
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.ids import uuid7
from chassis.settings import settings
from tests.bench.figures import memory
from tests.bench.stage import Bench, say
from tests.system.world import World

ROWS, SCHOOLS = 1800, 60
WORDS = ("学校", "姓名", "登录名", "工作室", "推荐理由", "师德", "进取心", "作风", "团结协作")
# One of the round; the others of this name are in rounds of other parts of the bench.
STUDIO = "名师0“名师送教”工作室"
REASON = "教学扎实，热心教研，近三年承担县级公开课两次，指导青年教师三名。" * 4

KNOW_SCHOOL = "INSERT INTO known_schools (id, name, county, version) VALUES (:id, :name, :county, 1)"
KNOW_PERSON = "INSERT INTO known_people (id, name, school_id, version) VALUES (:id, :name, :school_id, 1)"


async def measure(bench: Bench) -> None:
    """Print the seconds of each part, and the memory of all services before and after."""
    world = await bench.world(1)
    content = await _sheet(world)
    before = memory(bench.services.pid)
    started = time.perf_counter()
    job = await _upload(bench, world, content)
    checked = time.perf_counter() - started
    if job["faults"] or job["total"] != ROWS:
        raise AssertionError(job)
    started = time.perf_counter()
    path = f"/api/enrollment/recommendation-imports/{job['id']}"
    await world.call("POST", f"{path}/start", world.municipal_clerk)
    worst = await _until_done(world, path)
    seconds = time.perf_counter() - started
    after = memory(bench.services.pid)
    say(f"  {ROWS:,} rows, {len(content) // 1024} kB: checked in {checked:.2f} s, taken in in {seconds:.2f} s")
    say(
        f"  services: {before:.0f} MB before, {after:.0f} MB after; slowest other request meanwhile {worst * 1000:.0f} ms"
    )


async def _sheet(world: World) -> bytes:
    """Teachers of many schools, known to enrollment, and the sheet that recommends them all."""
    tag = uuid7().hex[-6:]
    schools = [{"id": uuid7(), "name": f"第{n}小学{tag}", "county": world.county} for n in range(SCHOOLS)]
    people = [
        {"id": uuid7(), "name": f"教师{n}·{tag}", "school_id": schools[n % SCHOOLS]["id"]} for n in range(ROWS)
    ]  # fmt: skip
    engine = create_async_engine(settings().database_of("enrollment"))
    async with engine.begin() as connection:
        await connection.execute(text(KNOW_SCHOOL), schools)
        await connection.execute(text(KNOW_PERSON), people)
    await engine.dispose()
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "学校推荐"
    sheet.append(WORDS)
    for number, person in enumerate(people):
        school = schools[number % SCHOOLS]["name"]
        sheet.append((school, person["name"], None, STUDIO, REASON, "是", "是", "是", "是"))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


async def _upload(bench: Bench, world: World, content: bytes) -> Any:
    response = await bench.client.post(
        "/api/enrollment/recommendation-imports",
        headers=world.municipal_clerk.headers,
        files={"file": ("推荐表.xlsx", content)},
        data={"round_id": str(world.round)},
    )
    if response.is_error:
        raise httpx2.HTTPStatusError(response.text, request=response.request, response=response)
    return response.json()


async def _until_done(world: World, path: str) -> float:
    """Look in as a page does; the longest that took."""
    worst = 0.0
    while True:
        started = time.perf_counter()
        job = await world.call("GET", path, world.municipal_clerk)
        worst = max(worst, time.perf_counter() - started)
        if job["state"] == "DONE":
            if job["wrong"] or job["done"] != ROWS:
                raise AssertionError(job)
            return worst
        await asyncio.sleep(0.05)
