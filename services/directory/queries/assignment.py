"""Offices and who holds them, at a moment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Text, and_, case, cast, func, null, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store import pages
from chassis.store.pages import Page
from contracts.offices import Role, roles_of
from services.directory.domain.person import View
from services.directory.models import Assignment, Person, School
from services.directory.queries.holding import holds_now
from services.directory.queries.sight import calls_holder
from services.directory.views.assignment import HeldOffice, Holder, OfficeItem

_BY_OFFICE = pages.Order("offices", Assignment.role, Assignment.scope)


def office_keys(now: datetime) -> ScalarSelect[list[str]]:
    """The `role:scope` keys of the row's person, as an array."""
    key = Assignment.role + ":" + Assignment.scope
    held = select(key.label("key")).where(Assignment.person_id == Person.id, holds_now(now)).correlate(Person)
    keys = held.distinct().order_by("key").scalar_subquery()
    return func.array(keys)  # type: ignore[return-value]


async def held_at(connection: AsyncConnection, person_id: UUID, moment: datetime) -> set[str]:
    """The person's own offices at a moment."""
    key = Assignment.role + ":" + Assignment.scope
    statement = select(key).where(Assignment.person_id == person_id, holds_now(moment))
    return set((await connection.execute(statement)).scalars())


def held_offices(now: datetime) -> ScalarSelect[Any]:
    """The offices of the row's person, as JSON for `shown`."""
    office = func.jsonb_build_array(Assignment.role, Assignment.scope, Assignment.office_name)
    held = select(func.jsonb_agg(aggregate_order_by(office, Assignment.valid_from))).where(
        Assignment.person_id == Person.id, holds_now(now)
    )
    return held.correlate(Person).scalar_subquery()


def shown(rows: list[list[str]] | None) -> list[HeldOffice]:
    """What `held_offices` found, each office once, under its newest name."""
    by_key = {
        f"{role}:{scope}": HeldOffice(key=f"{role}:{scope}", role=role, scope=scope, name=name)
        for role, scope, name in rows or []
    }
    return [by_key[key] for key in sorted(by_key)]


async def offices(
    connection: AsyncConnection,
    view: View,
    now: datetime,
    role: Role | None,
    scope: str | None,
    after: str | None,
    limit: int,
) -> Page[OfficeItem]:
    """Offices held today with their holders; the name is that of the newest assignment."""
    phone = case((calls_holder(view), Person.phone), else_=null())
    holder = func.jsonb_build_object("person_id", Person.id, "name", Person.name, "phone", phone)
    names = func.array_agg(aggregate_order_by(Assignment.office_name, Assignment.valid_from.desc()))
    statement = (
        select(
            Assignment.role,
            Assignment.scope,
            names.label("names"),
            func.jsonb_agg(holder.distinct()).label("holders"),
        )
        .join(Person, Person.id == Assignment.person_id)
        .outerjoin(School, and_(Assignment.role.in_(roles_of("school")), cast(School.id, Text) == Assignment.scope))
        .where(holds_now(now))
        .group_by(Assignment.role, Assignment.scope)
    )
    if role is not None:
        statement = statement.where(Assignment.role == role)
    if scope is not None:
        statement = statement.where(Assignment.scope == scope)
    return await pages.read(connection, statement, _BY_OFFICE, _office, after=after, limit=limit)


def _office(row: Any) -> OfficeItem:
    holders = sorted((Holder(**one) for one in row.holders), key=lambda one: (one.name, one.person_id))
    return OfficeItem(key=f"{row.role}:{row.scope}", role=row.role, scope=row.scope, name=row.names[0], holders=holders)
