"""Counties and schools."""

from uuid import UUID

from fastapi import APIRouter

from chassis import clock
from chassis.errors import not_found
from chassis.store.pages import Page
from chassis.web.fields import After, Limit
from chassis.web.http import Caller, Reading
from services.directory.api.parts import CountyCode, SearchWord
from services.directory.domain.organisation import SchoolLevel
from services.directory.queries import organisation as queries
from services.directory.views.organisation import County, School

router = APIRouter(tags=["organisations"])


@router.get("/counties")
async def counties(connection: Reading, _: Caller, after: After = None, limit: Limit = 50) -> Page[County]:
    """The counties and when they are on the list (Art. 2)."""
    return await queries.counties(connection, clock.business(), after, limit)


@router.get("/schools")
async def schools(
    connection: Reading,
    _: Caller,
    county: CountyCode = None,
    school_level: SchoolLevel | None = None,
    q: SearchWord = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[School]:
    """Schools by name."""
    return await queries.schools(connection, county, school_level, q, after, limit)


@router.get("/schools/{school_id}")
async def school(school_id: UUID, connection: Reading, _: Caller) -> School:
    """One school."""
    found = await queries.school(connection, school_id)
    if found is None:
        raise not_found()
    return found
