"""Lists of applications: the own ones, and those before the caller's offices."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chassis.web.fields import After, Limit, SearchText
from chassis.web.http import Caller, Reading
from services.enrollment.api.parts import CAP, PAGE, CountedPage, County, Items, Seeing, View
from services.enrollment.domain.words import ApplicationState, Level
from services.enrollment.queries.application import seen as queries

router = APIRouter(tags=["applications"])


class ApplicationQuery(BaseModel):
    """What the list is narrowed to."""

    round_id: UUID | None = None
    studio_id: UUID | None = None
    state: ApplicationState | None = None
    county: County | None = None
    q: SearchText = None
    after: After = None
    limit: Limit = PAGE


class OwnApplication(View):
    """An application in its author's list; studio and round are those last typed."""

    id: UUID
    case_no: str | None
    state: ApplicationState
    state_since: datetime
    version: int
    revision: int
    submitted_at: datetime | None
    correction_until: datetime | None
    returned_by: Level | None
    saved_at: datetime
    studio_id: UUID | None
    round_id: UUID | None
    studio_name: str | None
    round_name: str | None
    closes_at: datetime | None
    round_state: str | None


class ApplicationListed(View):
    """An application before an office; the names are those of its last revision."""

    id: UUID
    case_no: str
    state: ApplicationState
    state_since: datetime
    submitted_at: datetime
    round_id: UUID
    studio_id: UUID
    county: str
    school_id: UUID
    applicant_id: UUID
    revision: int
    correction_until: datetime | None
    applicant_name: str
    school_name: str
    studio_name: str


@router.get("/applications/mine")
async def own_applications(caller: Caller, connection: Reading) -> Items[OwnApplication]:
    """The caller's own applications, drafts included."""
    rows = await queries.own_applications(connection, caller.person_id)
    return Items(items=[OwnApplication.of(row) for row in rows])


@router.get("/applications")
async def list_applications(
    seeing: Seeing, connection: Reading, wanted: Annotated[ApplicationQuery, Query()]
) -> CountedPage[ApplicationListed]:
    """Submitted applications the caller may see, the latest first."""
    narrowed = queries.ApplicationFilter(**wanted.model_dump(exclude={"after", "limit"}))
    page = await queries.applications(connection, seeing, narrowed, ApplicationListed.of, wanted.after, wanted.limit)
    count = await queries.count_up_to(connection, seeing, narrowed, CAP + 1)
    return CountedPage[ApplicationListed].counted(page, count)
