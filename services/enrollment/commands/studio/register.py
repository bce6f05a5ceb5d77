"""Studios as the city loads them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, tuple_
from sqlalchemy.dialects.postgresql import insert

from chassis.store.database import Transaction
from contracts.events.enrollment import StudioRegistered
from services.enrollment.models import Studio

# What a row of the city's list says; how the studio stands is not for a list to change.
LOADED = (
    "name", "county", "school_level", "track", "subject", "host_id", "host_name", "host_school_name", "host_titles",
    "base_school_id", "base_school_name", "soft_cap",
)  # fmt: skip


async def import_studios(transaction: Transaction, rows: Sequence[dict[str, Any]]) -> int:
    """Add studios, or change those whose data differ; the same import again changes nothing. Returns how many changed."""
    if not rows:
        return 0
    # In the order of ids, so that two imports at once wait for one another instead of for ever.
    ordered = sorted(rows, key=lambda row: row["id"])
    statement = insert(Studio).values([row | {"version": 1} for row in ordered])
    columns = [Studio.__table__.c[name] for name in LOADED]
    changes = {column.name: statement.excluded[column.name] for column in columns}
    # A list that names no cap does not take back one that the municipal office has set.
    changes["soft_cap"] = func.coalesce(changes["soft_cap"], Studio.soft_cap)
    incoming = list(changes.values())
    changes["version"] = Studio.version + 1
    upsert = statement.on_conflict_do_update(
        index_elements=[Studio.id], set_=changes, where=tuple_(*columns).is_distinct_from(tuple_(*incoming))
    ).returning(Studio.id, Studio.version)
    changed = (await transaction.execute(upsert)).all()
    by_id = {row["id"]: row for row in rows}
    for studio in changed:
        row = by_id[studio.id]
        registered = StudioRegistered(
            studio_id=studio.id,
            name=row["name"],
            county=row["county"],
            host_id=row["host_id"],
            host_name=row["host_name"],
        )
        transaction.emit(registered, subject=studio.id, version=studio.version)
    return len(changed)
