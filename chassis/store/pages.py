"""Keyset pages: a list is read on from its last key, so that page 1,000 costs as much as page 1."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from pydantic import BaseModel
from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from chassis.errors import InvalidError, invalid_field

type Key = ColumnElement[Any] | InstrumentedAttribute[Any]

# Rows a page may have, and characters a cursor may have.
MOST: Final = 200
LONGEST_CURSOR: Final = 2000


class Page[Item](BaseModel):
    """A page of a list; `next` is the cursor the following one is asked for with, None on the last page."""

    items: list[Item]
    next: str | None


class Order:
    """How a list runs: all its keys rising, or all falling. The last key is unique; none may be NULL.

    `kind` names the list, so that a cursor of another one is refused and not misread.
    """

    def __init__(self, kind: str, *keys: Key, falling: bool = False) -> None:
        self.kind = kind
        # As they are among a row's columns, which an attribute of a declared table is not.
        self.keys: tuple[ColumnElement[Any], ...] = tuple(
            key.expression if isinstance(key, InstrumentedAttribute) else key for key in keys
        )
        self.by: tuple[ColumnElement[Any], ...] = tuple(key.desc() if falling else key.asc() for key in keys)
        self._names = tuple(f"after_{number}" for number in range(len(keys)))
        begins = tuple_(*(bindparam(name, type_=key.type) for name, key in zip(self._names, keys, strict=True)))
        row = tuple_(*keys)
        self.beyond: ColumnElement[bool] = row < begins if falling else row > begins
        """The rows behind a place, which comes as parameters: a statement with it can be built once."""

    def place(self, cursor: str | None) -> dict[str, Any]:
        """The parameters of `beyond`; none for the first page.

        Raises InvalidError `cursor_invalid` for what was made up or is another list's.
        """
        if cursor is None:
            return {}
        try:
            kind, *values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if kind != self.kind:
                raise ValueError(kind)
            read = [_read(value, key.type) for value, key in zip(values, self.keys, strict=True)]
        except (ValueError, TypeError, OverflowError, binascii.Error) as error:
            raise _invalid() from error
        return dict(zip(self._names, read, strict=True))

    def cursor(self, values: Sequence[Any]) -> str:
        """The opaque word for the place behind a row with these keys."""
        # The driver's ids are of a class of their own, which orjson does not know.
        return urlsafe_b64encode(orjson.dumps([self.kind, *values], default=str)).decode().rstrip("=")

    def split[Row](
        self, rows: Sequence[Row], limit: int, keys: Callable[[Row], Sequence[Any]]
    ) -> tuple[Sequence[Row], str | None]:
        """Of one row more than a page has: the page's own, and the cursor of the next where there is one."""
        shown = rows[:limit]
        return shown, self.cursor(keys(shown[-1])) if len(rows) > limit else None


async def read[Item](
    connection: AsyncConnection,
    statement: Select[*tuple[Any, ...]],
    order: Order,
    item: Callable[[Any], Item],
    *,
    after: str | None,
    limit: int,
    parameters: Mapping[str, Any] | None = None,
) -> Page[Item]:
    """One page of a statement that selects the keys of its order among its columns."""
    begin = order.place(after)
    if begin:
        statement = statement.where(order.beyond)
    statement = statement.order_by(*order.by).limit(limit + 1)
    rows = (await connection.execute(statement, {**(parameters or {}), **begin})).all()
    shown, following = order.split(rows, limit, lambda row: [row._mapping[key] for key in order.keys])
    return Page(items=[item(row) for row in shown], next=following)


def _read(value: Any, kind: TypeEngine[Any]) -> Any:
    """A key as its column takes it. Raises ValueError or TypeError for what the column could not hold."""
    wanted = kind.python_type
    if wanted is int:
        return _number(value, 63 if isinstance(kind, BigInteger) else 31)
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    return _READERS[wanted](value)


def _number(value: Any, bits: int) -> int:
    if type(value) is not int or not -(2**bits) <= value < 2**bits:
        raise ValueError(value)
    return value


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)


_READERS: Final[dict[type, Callable[[str], Any]]] = {
    str: str,
    UUID: UUID,
    date: date.fromisoformat,
    datetime: _moment,
}


def _invalid() -> InvalidError:
    return invalid_field(
        "after",
        "cursor_invalid",
        "翻页位置无效，请从第一页重新查看。",
        "This page marker is not valid here. Start from the first page.",
    )
