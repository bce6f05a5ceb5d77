"""Keyset pages: a list is read on from its last key, so that page 1,000 costs as much as page 1."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from chassis.errors import InvalidError, invalid_field
from services.directory.views.page import Page

MOST = 200


async def read[Item](
    connection: AsyncConnection,
    statement: Select[*tuple[Any, ...]],
    keys: Sequence[InstrumentedAttribute[Any]],
    item: Callable[[Any], Item],
    after: str | None,
    limit: int,
) -> Page[Item]:
    """One page in the order of `keys`, whose values are the statement's first columns."""
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*_values(after, keys)))
    rows = (await connection.execute(statement.order_by(*keys).limit(limit + 1))).all()
    shown = rows[:limit]
    more = _cursor(shown[-1][: len(keys)]) if len(rows) > limit else None
    return Page(items=[item(row) for row in shown], next=more)


def _cursor(values: Sequence[Any]) -> str:
    return urlsafe_b64encode(orjson.dumps([str(value) for value in values])).decode().rstrip("=")


def _values(cursor: str, keys: Sequence[InstrumentedAttribute[Any]]) -> list[Any]:
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or not all(isinstance(value, str) and "\0" not in value for value in values):
            raise ValueError(cursor)
        return [_typed(value, key) for value, key in zip(values, keys, strict=True)]
    except (ValueError, binascii.Error, OverflowError) as error:
        raise _unknown_cursor() from error


def _typed(value: str, key: InstrumentedAttribute[Any]) -> Any:
    kind = key.type.python_type
    if kind is int and not 0 <= int(value) < 2**31:
        raise ValueError(value)
    return UUID(value) if kind is UUID else kind(value)


def _unknown_cursor() -> InvalidError:
    return invalid_field(
        "after",
        "unknown_cursor",
        "页码标记无效，请回到第一页。",
        "This cursor is not valid; start from the first page.",
    )
