"""Studios as the city loads them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.errors import FieldError
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.events.enrollment import StudioRegistered
from services.enrollment.commands.member.place import follow_host
from services.enrollment.domain.guards import all_faults
from services.enrollment.domain.problems import field_faults
from services.enrollment.domain.studio.guards import IMPORT, Listed
from services.enrollment.models import Studio
from services.enrollment.queries import known
from services.enrollment.queries.member.membership import hold_studios
from services.enrollment.queries.studio import life

# What a row of the city's list says; how the studio stands is not for a list to change.
LOADED = (
    "name", "county", "school_level", "track", "subject", "host_id", "host_name", "host_school_name", "host_titles",
    "base_school_id", "base_school_name", "soft_cap",
)  # fmt: skip


async def import_studios(transaction: Transaction, rows: Sequence[dict[str, Any]]) -> int:
    """Add studios, or change those whose data differ; the same import again changes nothing. Returns how many changed.

    Raises InvalidError, naming the rows, for a host who is member or applicant of that very studio (Art. 3), and for another county of
    one that people belong to or apply to (Art. 4.2).
    """
    if not rows:
        return 0
    await known.hold_people(transaction.connection, [row["host_id"] for row in rows])
    await hold_studios(transaction.connection, [row["id"] for row in rows])
    there = await life.listed(transaction.connection, [row["id"] for row in rows])
    await _judge(transaction, rows, there)
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
    for studio_id, before in there.items():
        if before.host_id != by_id[studio_id]["host_id"]:
            await follow_host(transaction, before, by_id[studio_id]["host_id"], clock.business())
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


async def _judge(transaction: Transaction, rows: Sequence[dict[str, Any]], there: Mapping[UUID, AnyRow]) -> None:
    hosts = {row["id"]: row["host_id"] for row in rows if row["id"] in there}
    bound = await life.bound_to(transaction.connection, hosts)
    peopled = await life.peopled(transaction.connection, hosts)
    faults: list[FieldError] = []
    for number, row in enumerate(rows):
        if (before := there.get(row["id"])) is not None:
            is_member, is_applicant = row["id"] in bound.members, row["id"] in bound.applicants
            moves = before.county != row["county"] and row["id"] in peopled
            faults += all_faults(IMPORT["import"], Listed(f"studios.{number}", is_member, is_applicant, moves))
    if faults:
        raise field_faults(faults)
