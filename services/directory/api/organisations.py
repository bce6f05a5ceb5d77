"""Counties, schools, offices and people."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from chassis import clock
from chassis.errors import not_found
from chassis.web.http import Caller, Reading
from contracts.offices import Role
from services.directory.api.parts import After, Limit, SearchWord, Viewer
from services.directory.domain.imports import STAGES
from services.directory.queries import organisations, people
from services.directory.views import County, OfficeItem, Page, PersonDetail, PersonItem, School

router = APIRouter(tags=["organisations"])

CountyCode = Annotated[str | None, Query(pattern=r"^[0-9]{6}$")]
StageName = Annotated[str | None, Query(pattern=f"^({'|'.join(STAGES)})$")]
Scope = Annotated[str | None, Query(max_length=36, pattern=r"^[0-9a-z-]+$")]


@router.get("/counties")
async def counties(connection: Reading, _: Caller, after: After = None, limit: Limit = 50) -> Page[County]:
    """The counties and when they are on the list (Art. 2)."""
    return await organisations.counties(connection, clock.business(), after, limit)


@router.get("/schools")
async def schools(
    connection: Reading,
    _: Caller,
    county: CountyCode = None,
    stage: StageName = None,
    q: SearchWord = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[School]:
    """Schools by name."""
    return await organisations.schools(connection, county, stage, q, after, limit)


@router.get("/schools/{school_id}")
async def school(school_id: UUID, connection: Reading, _: Caller) -> School:
    """One school."""
    found = await organisations.school(connection, school_id)
    if found is None:
        raise not_found()
    return found


@router.get("/offices")
async def offices(
    connection: Reading,
    view: Viewer,
    role: Role | None = None,
    scope: Scope = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[OfficeItem]:
    """Who holds which office today; phone numbers for those who must call."""
    return await organisations.offices(connection, view, clock.business(), role, scope, after, limit)


@router.get("/people")
async def list_people(
    connection: Reading,
    view: Viewer,
    q: SearchWord = "",
    school_id: UUID | None = None,
    county: CountyCode = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[PersonItem]:
    """People the caller may see, by name; of a school, or of a county's schools, where one is named."""
    place = people.Place(school_id, county)
    return await people.people(connection, view, clock.business(), q, place, after, limit)


@router.get("/people/{person_id}")
async def person(person_id: UUID, connection: Reading, view: Viewer) -> PersonDetail:
    """One person; whom the caller may not see is not there."""
    found = await people.person(connection, view, clock.business(), person_id)
    if found is None:
        raise not_found()
    return found
