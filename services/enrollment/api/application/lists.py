"""Lists of applications: the own ones, and those before the caller's offices."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chassis.web.http import Caller, Reading
from services.enrollment.api.parts import CAP, PAGE, CountedPage, County, Cursor, Limit, Page, Seeing, Word
from services.enrollment.domain.words import ApplicationState
from services.enrollment.queries.application import seen as queries

router = APIRouter(tags=["applications"])


class ApplicationQuery(BaseModel):
    """What the list is narrowed to."""

    round_id: UUID | None = None
    studio_id: UUID | None = None
    state: ApplicationState | None = None
    county: County | None = None
    q: Word | None = None
    after: Cursor | None = None
    limit: Limit = PAGE


@router.get("/applications/mine")
async def own_applications(caller: Caller, connection: Reading) -> Page:
    """The caller's own applications, drafts included."""
    rows = await queries.own_applications(connection, caller.person_id)
    return Page(items=[dict(row._mapping) for row in rows], next=None)


@router.get("/applications")
async def list_applications(
    seeing: Seeing, connection: Reading, wanted: Annotated[ApplicationQuery, Query()]
) -> CountedPage:
    """Submitted applications the caller may see, the latest first."""
    narrowed = queries.ApplicationFilter(**wanted.model_dump(exclude={"after", "limit"}))
    rows, following = await queries.applications(connection, seeing, narrowed, wanted.after, wanted.limit)
    count = await queries.count_up_to(connection, seeing, narrowed, CAP + 1)
    items: list[dict[str, Any]] = [dict(row._mapping) for row in rows]
    return CountedPage(items=items, next=following, count=min(count, CAP), capped=count > CAP)
