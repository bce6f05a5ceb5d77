"""What offices are called, who holds them, and from when until when somebody acts for which."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, Uuid, case, cast, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from casework.holding import BY_PROXY, DEPUTED, NOBODY, NOW, PERSON_ID, PERSONS, held_now
from casework.models import KnownAssignment, KnownProxy
from services.approvals.models import OfficeName, Person

# Who looked at something just before an office ended can so tell that it has.
JUST_ENDED = timedelta(minutes=1)


async def dated_holds(connection: AsyncConnection, person_id: UUID, now: datetime) -> Sequence[Any]:
    """Offices the person acts for, will, or did a minute ago, each from when until when; their own are first."""
    own = select(
        KnownAssignment.office_key, *NOBODY, KnownAssignment.valid_from.label("valid_from"),
        KnownAssignment.valid_until.label("valid_until"),
    ).where(KnownAssignment.person_id == PERSON_ID)  # fmt: skip
    # PostgreSQL's least() passes over the open end of an assignment.
    begins = func.greatest(KnownAssignment.valid_from, KnownProxy.valid_from)
    ends = func.least(KnownAssignment.valid_until, KnownProxy.valid_until)
    deputed = (
        select(KnownAssignment.office_key, *BY_PROXY, begins, ends)
        .join(KnownProxy, DEPUTED)
        .where(KnownProxy.deputy_id == PERSON_ID)
    )
    found = union_all(own, deputed).subquery("found")
    lasts = or_(found.c.valid_until.is_(None), found.c.valid_until > func.greatest(NOW, found.c.valid_from))
    statement = select(found).where(lasts).order_by(found.c.proxy_id.nulls_first(), found.c.office_key)
    return (await connection.execute(statement, {"person_id": person_id, "now": now - JUST_ENDED})).all()


def office_name(office_key: ColumnExpressionArgument[str]) -> Any:
    """What the office is called, or whose it is where it is a person; its key while `directory` has named neither."""
    named = select(OfficeName.name).where(OfficeName.office_key == office_key).scalar_subquery()
    whose = case((func.starts_with(office_key, PERSONS), cast(func.split_part(office_key, ":", 2), Uuid)))
    person = select(Person.name).where(Person.person_id == whose).scalar_subquery()
    return func.coalesce(named, person, office_key)


async def public_name(connection: AsyncConnection, office_key: str) -> str | None:
    """What the office is called, for everybody: None for a person, whose name is nobody's business, and for one not named yet."""
    return await connection.scalar(select(OfficeName.name).where(OfficeName.office_key == office_key))


async def names_and_holders(
    connection: AsyncConnection, office_keys: list[str], now: datetime
) -> dict[str, tuple[str, list[str]]]:
    """For each office its name and the names of those who hold it now."""
    names = select(OfficeName.office_key, OfficeName.name).where(OfficeName.office_key.in_(office_keys))
    known = dict((await connection.execute(names)).all())
    people = {UUID(key.partition(":")[2]): key for key in office_keys if key.startswith(PERSONS)}
    if people:
        themselves = select(Person.person_id, Person.name).where(Person.person_id.in_(people))
        known |= {people[person_id]: name for person_id, name in await connection.execute(themselves)}
    holders = (
        select(KnownAssignment.office_key, Person.name)
        .join(Person, Person.person_id == KnownAssignment.person_id)
        .where(KnownAssignment.office_key.in_(office_keys), held_now())
        .order_by(Person.name)
    )
    found: dict[str, list[str]] = {key: [] for key in office_keys}
    for key, name in await connection.execute(holders, {"now": now}):
        found[key].append(name)
    return {key: (known.get(key, key), list(dict.fromkeys(people))) for key, people in found.items()}
