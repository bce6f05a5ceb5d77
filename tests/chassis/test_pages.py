"""Pages that begin behind a row, whose cursors belong to their list."""

import base64
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import insert, select

from chassis.errors import InvalidError
from chassis.ids import uuid7
from chassis.store.database import Database
from chassis.store.pages import Order, Page, read
from tests.chassis.conftest import Opened
from tests.chassis.rows import Base, Village
from tests.conftest import owning

MOMENT = datetime(2021, 9, 1, 8, tzinfo=UTC)
BY_NAME = Order("villages", Village.people, Village.name, Village.id)
LATEST = Order("latest villages", Village.seen_at, Village.founded, Village.id, falling=True)


@pytest.fixture
async def database(opened: Opened) -> Database:
    ready = await opened("enrollment")
    rows = [
        {
            "id": uuid7(), "name": f"村{number % 5}", "people": number % 2, "founded": date(2021, 1, 1 + number % 3),
            "seen_at": MOMENT, "version": 1,
        }
        for number in range(23)
    ]  # fmt: skip
    async with owning(ready.service, ready.url) as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(insert(Village), rows)
    return ready


async def pages(database: Database, order: Order, limit: int) -> list[Page[UUID]]:
    found: list[Page[UUID]] = []
    statement = select(Village.id, Village.name, Village.people, Village.founded, Village.seen_at)
    after = None
    async with database.reading() as connection:
        while not found or after:
            found.append(await read(connection, statement, order, lambda row: row.id, after=after, limit=limit))
            after = found[-1].next
    return found


@pytest.mark.parametrize("order", [BY_NAME, LATEST])
@pytest.mark.parametrize("limit", [1, 7, 23, 200])
async def test_every_row_comes_once_and_in_order(database: Database, order: Order, limit: int) -> None:
    async with database.reading() as connection:
        expected = list(await connection.scalars(select(Village.id).order_by(*order.by)))
    found = await pages(database, order, limit)
    assert [row for page in found for row in page.items] == expected
    assert [len(page.items) for page in found[:-1]] == [limit] * (len(found) - 1)


async def test_a_row_that_comes_meanwhile_shifts_nothing(database: Database) -> None:
    statement = select(Village.id, Village.name, Village.people)
    async with database.transaction() as transaction:
        first = await read(transaction.connection, statement, BY_NAME, lambda row: row.id, after=None, limit=5)
        row = {"id": uuid7(), "name": "", "people": -1, "version": 1}
        await transaction.execute(insert(Village), row)
        second = await read(transaction.connection, statement, BY_NAME, lambda row: row.id, after=first.next, limit=50)
    assert len({*first.items, *second.items}) == 23


# The same in every worker: it becomes part of a test's name.
SOME_ID = "01a2271b-d606-74e1-a6e2-0549ee576665"


def word(content: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "", "x", "bnVsbA", "****", "é", word([]), word({}), word(["villages"]), word(["villages", 0, "村", "no id"]),
        word(["villages", 0, "a\0b", SOME_ID]), word(["villages", 2**31, "村", SOME_ID]),
        word(["villages", "0", "村", SOME_ID]), word(["villages", True, "村", SOME_ID]),
        word(["villages", 0, None, SOME_ID]), word(["villages", 0, "村", SOME_ID, 1]),
        LATEST.cursor([MOMENT, date(2021, 1, 1), UUID(SOME_ID)]),
    ],
)  # fmt: skip
def test_a_cursor_that_is_none_of_this_list_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidError) as refused:
        BY_NAME.place(cursor)
    assert (refused.value.code, refused.value.fields[0].name) == ("cursor_invalid", "after")


@pytest.mark.parametrize("moment", ["2021-09-01T08:00:00", "9999-12-31T23:59:59-23:59", "tomorrow"])
def test_a_moment_has_a_zone_and_a_place_on_the_calendar(moment: str) -> None:
    with pytest.raises(InvalidError):
        LATEST.place(word(["latest villages", moment, "2021-01-01", SOME_ID]))
