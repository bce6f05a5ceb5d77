"""Which offices a person acts for at a moment, of their own right and as a deputy."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Subquery,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from casework.authority import Hold
from casework.models import KnownAssignment, KnownProxy
from chassis.store.base import MOMENT
from chassis.store.database import Transaction
from chassis.store.projections import keep
from contracts.events.directory import AssignmentChanged, ProxyChanged
from contracts.offices import Role

PERSON_ID = bindparam("person_id", type_=Uuid())
NOW = bindparam("now", type_=MOMENT)
# Offices held by a person alone, as opposed to whoever holds a post.
PERSONS = f"{Role.PERSON}:"
NOBODY = (
    cast(null(), Uuid).label("proxy_id"),
    cast(null(), Uuid).label("principal_id"),
    cast(null(), Text).label("principal_name"),
)
BY_PROXY = (KnownProxy.id.label("proxy_id"), KnownProxy.principal_id, KnownProxy.principal_name)
DEPUTED = and_(
    KnownAssignment.person_id == KnownProxy.principal_id, KnownAssignment.office_key == any_(KnownProxy.office_keys)
)


async def take_assignment(transaction: Transaction, said: AssignmentChanged, version: int) -> bool:
    """Who holds an office from when until when; False where something newer was known."""
    return await keep(
        transaction,
        KnownAssignment,
        version,
        id=said.assignment_id,
        person_id=said.person_id,
        office_key=said.office.key,
        valid_from=said.valid_from,
        valid_until=said.valid_until,
    )


async def take_proxy(transaction: Transaction, said: ProxyChanged, version: int) -> bool:
    """Who may act for whom, where, and how long; False where something newer was known."""
    return await keep(
        transaction,
        KnownProxy,
        version,
        id=said.proxy_id,
        principal_id=said.principal_id,
        principal_name=said.principal_name,
        deputy_id=said.deputy_id,
        office_keys=[office.key for office in said.offices],
        valid_from=said.valid_from,
        valid_until=said.valid_until,
    )


def held_now() -> ColumnElement[bool]:
    """Of an assignment: that it holds at NOW."""
    ends = KnownAssignment.valid_until
    return and_(KnownAssignment.valid_from <= NOW, or_(ends.is_(None), ends > NOW))


def holds() -> Subquery:
    """`office_key`, and for a deputy `proxy_id`, `principal_id`, `principal_name`; a proxy rests on what its principal holds.

    Of PERSON_ID at NOW. Everybody holds the office of being themselves, which nobody is deputed in.
    """
    themselves = select(func.concat(PERSONS, cast(PERSON_ID, Text)).label("office_key"), *NOBODY)
    own = select(KnownAssignment.office_key, *NOBODY).where(KnownAssignment.person_id == PERSON_ID, held_now())
    lasts = (KnownProxy.valid_from <= NOW, KnownProxy.valid_until > NOW)
    deputed = (
        select(KnownAssignment.office_key, *BY_PROXY)
        .join(KnownProxy, DEPUTED)
        .where(KnownProxy.deputy_id == PERSON_ID, *lasts, held_now())
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


async def deputies(connection: AsyncConnection, principal_id: UUID, now: datetime) -> Sequence[UUID]:
    """Who stands in for the principal now, or will."""
    stands_in = KnownProxy.principal_id == principal_id, KnownProxy.valid_until > now
    return (await connection.execute(select(KnownProxy.deputy_id).where(*stands_in).distinct())).scalars().all()
