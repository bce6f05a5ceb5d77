"""Projections: what other services say, kept by the aggregate's version. Events come in any order and more than once."""

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, inspect
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from chassis.store.base import Told
from chassis.store.database import Transaction

KNOWN_STATEMENTS = 256


async def keep(transaction: Transaction, table: type[Told], version: int, **row: Any) -> bool:
    """Write the row, by its primary key, unless as new a version of it is there already.

    Returns whether it was news. Columns that are not named keep what they hold.
    """
    told: Any = table
    statement = _keeping(told, tuple(row))
    return (await transaction.execute(statement, row | {"version": version})).one_or_none() is not None


@lru_cache(KNOWN_STATEMENTS)
def _keeping(table: Any, names: tuple[str, ...]) -> ReturningInsert[Any]:
    """The one statement, built once for each set of columns: building it costs more than running it."""
    mapper = inspect(table)
    columns = mapper.local_table.c
    inserting = insert(table).values({name: bindparam(name, type_=columns[name].type) for name in (*names, "version")})
    news = {name: inserting.excluded[name] for name in (*names, "version")}
    newest = inserting.on_conflict_do_update(
        index_elements=mapper.primary_key, set_=news, where=columns["version"] < inserting.excluded["version"]
    )
    return newest.returning(*mapper.primary_key)
