"""Jobs go on where they stopped, double nothing, and wait for no faulty item."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import ProgrammingError

from chassis.errors import ConflictError, InvalidError, Text
from chassis.ids import uuid7
from chassis.store.database import Database, Transaction
from chassis.store.job_progress import Progress, find, items, progress
from chassis.store.job_running import MOST_TRIES, Jobs, pause_after
from chassis.store.jobs import Item, Job, start, try_again
from chassis.store.tables import inbox
from tests.chassis.conftest import Opened
from tests.conftest import owning

REFUSAL = InvalidError("too_small", Text("太小", "too small"))


@pytest.fixture
async def database(opened: Opened) -> Database:
    return await opened("approvals")


async def work(transaction: Transaction, job: Job, item: Item) -> dict[str, Any] | None:
    """Leaves a row for the item and does as it says: a second row for the same item would be an error."""
    await transaction.execute(insert(inbox), {"event_id": item.subject})
    match item.asked.get("then"):
        case "refuse":
            raise REFUSAL
        case "fail":
            await transaction.execute(text("SELECT 1 / 0"))
        case "fail while it rains" if job.asked["weather"] == "rain":
            raise RuntimeError("wet")
    return {"by": job.started_by_name}


async def begun(database: Database, *then: str | None, **asked: Any) -> tuple[Job, list[Item]]:
    job = Job(uuid7(), "test", uuid7(), "陈志远", asked)
    each = [Item(uuid7(), {"then": word} if word else {}) for word in then]
    async with database.transaction() as transaction:
        await start(transaction, job, each)
    return job, each


async def told(database: Database, job: Job) -> Progress:
    async with database.reading() as connection:
        return await progress(connection, job.id)


async def states(database: Database, job: Job) -> list[str]:
    async with database.reading() as connection:
        return [row.state for row in await items(connection, job.id)]


async def effects(database: Database) -> int:
    async with database.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(inbox)) or 0


async def work_off(database: Database) -> None:
    jobs = Jobs(database, {"test": work})
    while await jobs.settle_next():
        pass


async def test_each_item_has_a_result_of_its_own(database: Database) -> None:
    job, _ = await begun(database, None, "refuse", None)
    assert (await told(database, job)).waiting == 3
    await work_off(database)
    assert await states(database, job) == ["DONE", "REFUSED", "DONE"]
    # What a refused item had written is gone.
    assert await effects(database) == 2
    async with database.reading() as connection:
        rows = await items(connection, job.id)
        assert [row.told for row in rows] == [{"by": "陈志远"}, REFUSAL.kept(), {"by": "陈志远"}]
        assert await find(connection, job.id, "test", job.started_by) is not None
        assert await find(connection, job.id, "other", job.started_by) is None
        assert await find(connection, job.id, "test", uuid7()) is None
    counts = await told(database, job)
    assert (counts.total, counts.done, counts.refused, counts.given_up, counts.waiting) == (3, 2, 1, 0, 0)
    assert counts.finished_at is not None


async def test_a_faulty_item_keeps_nobody_waiting(database: Database) -> None:
    first, _ = await begun(database, "fail", None)
    second, _ = await begun(database, None)
    await work_off(database)
    assert await states(database, first) == ["PENDING", "DONE"]
    assert await states(database, second) == ["DONE"]
    counts = await told(database, first)
    assert (counts.retrying, counts.finished_at) == (1, None)


async def test_a_fault_is_tried_again_later_and_given_up_at_last(
    database: Database, moving: Callable[[timedelta], None]
) -> None:
    job, _ = await begun(database, "fail")
    jobs = Jobs(database, {"test": work})
    for tries in range(1, MOST_TRIES + 1):
        assert await jobs.settle_next()
        assert not await jobs.settle_next()
        moving(pause_after(tries) or timedelta())
    moving(timedelta(days=1))
    assert not await jobs.settle_next()
    assert (await told(database, job)).given_up == 1
    async with database.reading() as connection:
        [row] = await items(connection, job.id)
    assert (row.tries, row.told["code"]) == (MOST_TRIES, "kept_failing")


async def test_what_was_given_up_can_be_tried_again(database: Database, moving: Callable[[timedelta], None]) -> None:
    job, _ = await begun(database, "fail while it rains", "refuse", weather="rain")
    jobs = Jobs(database, {"test": work})
    for _ in range(MOST_TRIES):
        while await jobs.settle_next():
            pass
        moving(timedelta(minutes=5))
    assert await states(database, job) == ["GIVEN_UP", "REFUSED"]
    async with database.transaction() as transaction:
        await transaction.execute(text('UPDATE jobs SET asked = \'{"weather": "sun"}\''))
        await try_again(transaction, job.id)
    await work_off(database)
    assert await states(database, job) == ["DONE", "REFUSED"]


async def test_a_job_goes_on_after_a_crash_and_doubles_nothing(database: Database) -> None:
    job, each = await begun(database, *[None] * 5)
    jobs = Jobs(database, {"test": work})
    assert await jobs.settle_next()

    async def die(transaction: Transaction, job: Job, item: Item) -> None:
        await work(transaction, job, item)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Jobs(database, {"test": die}).settle_next()
    assert (await told(database, job)).done == 1
    async with database.transaction() as transaction:
        # As a client does that never got its answer.
        await start(transaction, job, each)
    await asyncio.gather(*(work_off(database) for _ in range(3)))
    assert ((await told(database, job)).done, await effects(database)) == (5, 5)


async def test_two_runners_never_take_the_same_item(database: Database) -> None:
    await begun(database, None, None)
    held, let_go = asyncio.Event(), asyncio.Event()
    taken: list[UUID] = []

    async def slow(transaction: Transaction, job: Job, item: Item) -> None:
        taken.append(item.subject)
        held.set()
        await let_go.wait()

    first = asyncio.create_task(Jobs(database, {"test": slow}).settle_next())
    await held.wait()
    second = asyncio.create_task(Jobs(database, {"test": slow}).settle_next())
    while len(taken) < 2:
        await asyncio.sleep(0.01)
    assert not await Jobs(database, {"test": slow}).settle_next()
    let_go.set()
    assert await asyncio.gather(first, second) == [True, True]
    assert len(set(taken)) == 2


async def test_a_kind_nobody_knows_yet_waits(database: Database) -> None:
    job, _ = await begun(database, None)
    assert not await Jobs(database, {"other": work}).settle_next()
    assert await states(database, job) == ["PENDING"]


async def test_an_id_is_for_one_job(database: Database) -> None:
    job, each = await begun(database, None, None)
    for other in (each[:1], [*reversed(each)], [each[0], Item(each[1].subject, {"then": "fail"})]):
        with pytest.raises(ConflictError, match="job_exists"):
            async with database.transaction() as transaction:
                await start(transaction, job, other)
    with pytest.raises(ConflictError, match="job_exists"):
        async with database.transaction() as transaction:
            await start(transaction, Job(job.id, "test", uuid7(), "吴敏", {}), each)


async def test_while_the_database_is_away_nothing_is_counted(database: Database) -> None:
    job, _ = await begun(database, None)

    async def cut(transaction: Transaction, job: Job, item: Item) -> None:
        # Nothing can be noted any more, as while the server is away.
        async with owning("approvals", database.url) as owner:
            await owner.execute(text("REVOKE ALL ON job_items FROM approvals"))
        await transaction.connection.commit()
        raise ConnectionError

    with pytest.raises(ProgrammingError):
        await Jobs(database, {"test": cut}).settle_next()
    async with owning("approvals", database.url) as owner:
        await owner.execute(text("GRANT SELECT, INSERT, UPDATE ON job_items TO approvals"))
    await work_off(database)
    async with database.reading() as connection:
        [row] = await items(connection, job.id)
    assert (row.state, row.tries) == ("DONE", 0)


async def test_a_try_is_counted_once_and_what_is_settled_stays_so(database: Database) -> None:
    """The commit arrived and its answer did not: what is noted of a fault then changes nothing."""
    job, _ = await begun(database, None)
    jobs = Jobs(database, {"test": work})
    async with database.transaction() as transaction:
        row = await jobs._claim(transaction)
    assert row is not None
    for _ in range(2):
        await jobs._note(row, {"tries": row.tries + 1})
    async with database.reading() as connection:
        assert [each.tries for each in await items(connection, job.id)] == [1]
    await work_off(database)
    await jobs._note(row, {"state": "PENDING"})
    assert await states(database, job) == ["DONE"]
