"""Counties, schools and offices."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, any_, case, cast, func, literal, null, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.offices import Role
from services.directory.domain.offices import SCHOOL_ROLES, View
from services.directory.models import Assignment, County, Person, School
from services.directory.queries import pages
from services.directory.queries.sign_in import holds_now
from services.directory.queries.visibility import calls_holder
from services.directory.views import County as CountyView
from services.directory.views import Holder, OfficeItem, Page
from services.directory.views import School as SchoolView


async def counties(connection: AsyncConnection, now: datetime, after: str | None, limit: int) -> Page[CountyView]:
    """All counties, in the order of their codes."""
    listed = (County.listed_from <= now) & or_(County.listed_until.is_(None), County.listed_until > now)
    statement = select(County.code, County.name, County.listed_from, County.listed_until, listed.label("listed"))
    return await pages.read(connection, statement, [County.code], lambda row: CountyView(**row._mapping), after, limit)


async def schools(
    connection: AsyncConnection, county: str | None, stage: str | None, q: str, after: str | None, limit: int
) -> Page[SchoolView]:
    """Schools by name, within a county, with a stage, with a part of the name."""
    statement = select(School.name, School.id, School.county, School.stages)
    if county is not None:
        statement = statement.where(School.county == county)
    if stage is not None:
        statement = statement.where(literal(stage) == any_(School.stages))
    if q:
        statement = statement.where(School.name.contains(q, autoescape=True))
    return await pages.read(
        connection, statement, [School.name, School.id], lambda row: SchoolView(**row._mapping), after, limit
    )


async def school(connection: AsyncConnection, school_id: UUID) -> SchoolView | None:
    """One school."""
    statement = select(School.id, School.name, School.county, School.stages).where(School.id == school_id)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else SchoolView(**row._mapping)


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
        .outerjoin(School, and_(Assignment.role.in_(SCHOOL_ROLES), cast(School.id, Text) == Assignment.scope))
        .where(holds_now(now))
        .group_by(Assignment.role, Assignment.scope)
    )
    if role is not None:
        statement = statement.where(Assignment.role == role)
    if scope is not None:
        statement = statement.where(Assignment.scope == scope)
    return await pages.read(connection, statement, [Assignment.role, Assignment.scope], _office, after, limit)


def _office(row: Any) -> OfficeItem:
    holders = sorted((Holder(**one) for one in row.holders), key=lambda one: (one.name, one.person_id))
    return OfficeItem(key=f"{row.role}:{row.scope}", role=row.role, scope=row.scope, name=row.names[0], holders=holders)
