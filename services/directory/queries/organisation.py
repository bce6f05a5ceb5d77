"""Counties and schools."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import any_, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store import pages
from chassis.store.pages import Page
from services.directory.domain.organisation import SchoolLevel
from services.directory.models import County, School
from services.directory.views.organisation import County as CountyView
from services.directory.views.organisation import School as SchoolView

_BY_CODE = pages.Order("counties", County.code)
_BY_NAME = pages.Order("schools", School.name, School.id)


async def counties(connection: AsyncConnection, now: datetime, after: str | None, limit: int) -> Page[CountyView]:
    """All counties, in the order of their codes."""
    listed = (County.listed_from <= now) & or_(County.listed_until.is_(None), County.listed_until > now)
    statement = select(County.code, County.name, County.listed_from, County.listed_until, listed.label("listed"))
    return await pages.read(
        connection, statement, _BY_CODE, lambda row: CountyView(**row._mapping), after=after, limit=limit
    )


async def schools(
    connection: AsyncConnection, county: str | None, level: SchoolLevel | None, q: str, after: str | None, limit: int
) -> Page[SchoolView]:
    """Schools by name, within a county, of a level, with a part of the name."""
    statement = select(School.name, School.id, School.county, School.school_levels)
    if county is not None:
        statement = statement.where(School.county == county)
    if level is not None:
        statement = statement.where(literal(level) == any_(School.school_levels))
    if q:
        statement = statement.where(School.name.contains(q, autoescape=True))
    return await pages.read(
        connection, statement, _BY_NAME, lambda row: SchoolView(**row._mapping), after=after, limit=limit
    )


async def school(connection: AsyncConnection, school_id: UUID) -> SchoolView | None:
    """One school."""
    statement = select(School.id, School.name, School.county, School.school_levels).where(School.id == school_id)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else SchoolView(**row._mapping)
