"""The inbox page of an office with 100,000 open tasks against that of one with 100, turn and turn about."""

import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.settings import settings
from tests.bench.figures import milliseconds, percentile
from tests.bench.stage import Bench, say
from tests.system.world import World

MANY, FEW = 100_000, 100
LOOKS = 60

# Copies of a real case and its real task, each with ids of its own, spread over time.
COPY_CASES = """
INSERT INTO cases SELECT (jsonb_populate_record(original, jsonb_build_object(
    'case_id', md5(:tag || number)::uuid, 'case_no', :tag || number))).*
FROM cases original, generate_series(1, :copies) number WHERE original.case_id = :case_id
"""
COPY_TASKS = """
INSERT INTO tasks SELECT (jsonb_populate_record(original, jsonb_build_object(
    'case_id', md5(:tag || number)::uuid, 'task_id', md5(:tag || 'task' || number)::uuid,
    'due_at', original.due_at + number * interval '1 second'))).*
FROM tasks original, generate_series(1, :copies) number WHERE original.case_id = :case_id
"""


async def measure(bench: Bench) -> None:
    """Print both pages and their ratio."""
    many, few = await _office(bench, MANY), await _office(bench, FEW)
    seconds: dict[int, list[float]] = {MANY: [], FEW: []}
    for _ in range(LOOKS):
        for how_many, world in ((MANY, many), (FEW, few)):
            started = time.perf_counter()
            page = await world.call("GET", "/api/approvals/inbox?box=offices&limit=50", world.principal)
            seconds[how_many].append(time.perf_counter() - started)
            if len(page["items"]) != 50:
                raise AssertionError(page)
    ratio = percentile(seconds[MANY], 0.5) / percentile(seconds[FEW], 0.5)
    say(f"  {MANY:7,} tasks: {milliseconds(seconds[MANY])}")
    say(f"  {FEW:7,} tasks: {milliseconds(seconds[FEW])}   ratio of p50 {ratio:.2f} (aim 1.5)")


async def _office(bench: Bench, how_many: int) -> World:
    world = await bench.world(1)
    application = await world.apply()
    await world.task(application, "school")
    engine = create_async_engine(settings().database_of("approvals"))
    async with engine.begin() as connection:
        told = {"tag": f"bench{how_many}-", "copies": how_many, "case_id": application}
        await connection.execute(text(COPY_CASES), told)
        await connection.execute(text(COPY_TASKS), told)
    async with engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))
    await engine.dispose()
    return world
