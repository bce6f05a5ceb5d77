"""Keep what `directory` tells. Events come in any order and more than once: only a newer version replaces a row."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import insert

from chassis.store.database import Transaction
from services.enrollment.models import Base


async def keep(transaction: Transaction, table: type[Base], row: dict[str, Any]) -> None:
    """Write the row unless a version as new is there already."""
    statement = insert(table).values(row)
    newer = statement.excluded["version"] > table.__table__.c.version
    key = inspect(table).primary_key
    await transaction.execute(statement.on_conflict_do_update(index_elements=key, set_=row, where=newer))
