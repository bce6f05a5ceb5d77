"""Which offices a person acts for at a moment, of their own right and as a deputy."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    ColumnExpressionArgument,
    Subquery,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.offices import Role
from services.approvals.domain.authority import Hold
from services.approvals.models import Assignment, OfficeName, Person, Proxy
from services.approvals.queries.parameters import NOW, PERSON_ID

# Offices held by a person alone, as opposed to whoever holds a post.
PERSONS = f"{Role.PERSON}:"
# Who looked at something just before an office ended can so tell that it has.
JUST_ENDED = timedelta(minutes=1)
NOBODY = (
    cast(null(), Uuid).label("proxy_id"),
    cast(null(), Uuid).label("principal_id"),
    cast(null(), Text).label("principal_name"),
)
DEPUTED = and_(Assignment.person_id == Proxy.principal_id, Assignment.office_key == any_(Proxy.office_keys))


def _valid() -> ColumnElement[bool]:
    return and_(Assignment.valid_from <= NOW, or_(Assignment.valid_until.is_(None), Assignment.valid_until > NOW))


def holds() -> Subquery:
    """`office_key`, and for a deputy `proxy_id`, `principal_id`, `principal_name`; a proxy rests on what its principal holds.

    Of PERSON_ID at NOW. Everybody holds the office of being themselves, which nobody is deputed in.
    """
    themselves = select(func.concat(PERSONS, cast(PERSON_ID, Text)).label("office_key"), *NOBODY)
    own = select(Assignment.office_key, *NOBODY).where(Assignment.person_id == PERSON_ID, _valid())
    deputed = (
        select(Assignment.office_key, Proxy.proxy_id, Proxy.principal_id, Proxy.principal_name)
        .join(Proxy, DEPUTED)
        .where(Proxy.deputy_id == PERSON_ID, Proxy.valid_from <= NOW, Proxy.valid_until > NOW, _valid())
    )
    return union_all(themselves, own, deputed).subquery("holds")


def holds_as_json() -> Any:
    """The same as one JSON value, for statements that load something else as well; read it with `read_holds`."""
    found = holds()
    row = func.json_build_array(found.c.office_key, found.c.proxy_id, found.c.principal_id, found.c.principal_name)
    return select(func.json_agg(row, type_=JSON)).scalar_subquery().label("holds")


def read_holds(rows: Iterable[list[str | None]] | None) -> tuple[Hold, ...]:
    """Holds from their JSON form."""
    return tuple(
        Hold(str(key), UUID(proxy) if proxy else None, UUID(principal) if principal else None, name)
        for key, proxy, principal, name in rows or ()
    )


HOLDS = select(holds_as_json())


async def holds_of(connection: AsyncConnection, person_id: UUID, now: datetime) -> tuple[Hold, ...]:
    """The offices a person acts for now."""
    return read_holds(await connection.scalar(HOLDS, {"person_id": person_id, "now": now}))


async def dated_holds(connection: AsyncConnection, person_id: UUID, now: datetime) -> Sequence[Any]:
    """Offices the person acts for, will, or did a minute ago, each from when until when; their own are first."""
    own = select(
        Assignment.office_key, *NOBODY, Assignment.valid_from.label("valid_from"),
        Assignment.valid_until.label("valid_until"),
    ).where(Assignment.person_id == PERSON_ID)  # fmt: skip
    # PostgreSQL's least() passes over the open end of an assignment.
    begins = func.greatest(Assignment.valid_from, Proxy.valid_from)
    ends = func.least(Assignment.valid_until, Proxy.valid_until)
    deputed = (
        select(Assignment.office_key, Proxy.proxy_id, Proxy.principal_id, Proxy.principal_name, begins, ends)
        .join(Proxy, DEPUTED)
        .where(Proxy.deputy_id == PERSON_ID)
    )
    found = union_all(own, deputed).subquery("found")
    lasts = or_(found.c.valid_until.is_(None), found.c.valid_until > func.greatest(NOW, found.c.valid_from))
    statement = select(found).where(lasts).order_by(found.c.proxy_id.nulls_first(), found.c.office_key)
    return (await connection.execute(statement, {"person_id": person_id, "now": now - JUST_ENDED})).all()


async def deputies(connection: AsyncConnection, principal_id: UUID, now: datetime) -> Sequence[UUID]:
    """Who stands in for the principal now, or will."""
    statement = select(Proxy.deputy_id).where(Proxy.principal_id == principal_id, Proxy.valid_until > now).distinct()
    return (await connection.execute(statement)).scalars().all()


def office_name(office_key: ColumnExpressionArgument[str]) -> Any:
    """What the office is called, or whose it is where it is a person; its key while `directory` has named neither."""
    named = select(OfficeName.name).where(OfficeName.office_key == office_key).scalar_subquery()
    whose = case((func.starts_with(office_key, PERSONS), cast(func.split_part(office_key, ":", 2), Uuid)))
    person = select(Person.name).where(Person.person_id == whose).scalar_subquery()
    return func.coalesce(named, person, office_key)


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
        select(Assignment.office_key, Person.name)
        .join(Person, Person.person_id == Assignment.person_id)
        .where(Assignment.office_key.in_(office_keys), _valid())
        .order_by(Person.name)
    )
    found: dict[str, list[str]] = {key: [] for key in office_keys}
    for key, name in await connection.execute(holders, {"now": now}):
        found[key].append(name)
    return {key: (known.get(key, key), list(dict.fromkeys(people))) for key, people in found.items()}
