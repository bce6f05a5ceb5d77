"""What others say is kept by version, in whatever order it comes."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from chassis.ids import uuid7
from chassis.store.database import Database
from chassis.store.projections import keep
from tests.chassis.conftest import Opened
from tests.chassis.rows import Base, Village
from tests.conftest import owning


@pytest.fixture
async def database(opened: Opened) -> Database:
    ready = await opened("enrollment")
    async with owning(ready.service, ready.url) as connection:
        await connection.run_sync(Base.metadata.create_all)
    return ready


async def stored(database: Database) -> list[tuple[Any, ...]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(Village.name, Village.people, Village.version, Village.note))
        return [tuple(row) for row in rows]


async def hear(database: Database, village_id: UUID, version: int) -> bool:
    async with database.transaction() as transaction:
        return await keep(transaction, Village, version, id=village_id, name=f"第{version}村", people=version)


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
async def test_the_newest_version_stays_whatever_the_order(database: Database, order: tuple[int, ...]) -> None:
    village_id = uuid7()
    news = [await hear(database, village_id, version) for version in order]
    assert await stored(database) == [("第3村", 3, 3, "")]
    assert news == [version == max(order[: place + 1]) for place, version in enumerate(order)]


async def test_the_same_again_is_no_news(database: Database) -> None:
    village_id = uuid7()
    assert await hear(database, village_id, 1)
    assert not await hear(database, village_id, 1)


async def test_columns_that_nobody_told_of_stay(database: Database) -> None:
    village_id = uuid7()
    await hear(database, village_id, 1)
    async with database.transaction() as transaction:
        await transaction.execute(update(Village).values(note="我们自己的"))
    await hear(database, village_id, 2)
    assert await stored(database) == [("第2村", 2, 2, "我们自己的")]
