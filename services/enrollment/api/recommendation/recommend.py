"""Schools recommend teachers before these apply: the list, one by one, and the template for many."""

import asyncio
from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.errors import not_found
from chassis.web.http import Caller, Reading, Tx
from contracts.offices import CITY, Role
from services.enrollment.api.parts import PAGE, Cursor, Limit, Page, Seeing
from services.enrollment.commands.recommendation.recommend import Recommending, recommend, withdraw
from services.enrollment.domain.recommendation import problems
from services.enrollment.domain.recommendation.template import template
from services.enrollment.domain.sight import Reach
from services.enrollment.domain.words import Attestation
from services.enrollment.queries.recommendation import facts as queries
from services.enrollment.queries.recommendation import seen as views
from services.enrollment.queries.round.standing import round_row

router = APIRouter(prefix="/recommendations", tags=["recommendations"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def _recommending_for(caller: Caller) -> Reach:
    """The schools the caller's own offices recommend for. Raises ForbiddenError where there are none."""
    everywhere = caller.holds(Role.MUNICIPAL_OFFICE, CITY)
    counties = caller.scopes_of(Role.COUNTY_PERSONNEL_SECTION)
    schools = frozenset(map(UUID, caller.scopes_of(Role.TRAINEE_SCHOOL)))
    if not (everywhere or counties or schools):
        raise problems.not_a_recommender()
    return Reach(everywhere, counties, schools)


Recommender = Annotated[Reach, Depends(_recommending_for)]


class RecommendationWanted(BaseModel):
    """Whom a school recommends to which studio, and why; all four of Art. 4.3 are attested."""

    model_config = ConfigDict(extra="forbid")

    round_id: UUID
    studio_id: UUID
    teacher_id: UUID
    reason: str = Field(default="", max_length=10_000)
    attestations: list[Attestation] = Field(default_factory=list, max_length=4)


class RecommendationQuery(BaseModel):
    """What the list is narrowed to."""

    round_id: UUID | None = None
    after: Cursor | None = None
    limit: Limit = PAGE


class Recommended(BaseModel):
    """A recommendation stands."""

    id: UUID


class TakenBack(BaseModel):
    """A recommendation stands no more."""

    withdrawn_at: datetime


@router.get("")
async def list_recommendations(
    seeing: Seeing, connection: Reading, wanted: Annotated[RecommendationQuery, Query()]
) -> Page:
    """Those of the schools the caller's offices look after, the latest first, with what became of them."""
    rows, following = await views.recommendations(connection, seeing.reads, wanted.round_id, wanted.after, wanted.limit)
    return Page(items=[dict(row._mapping) for row in rows], next=following)


@router.get("/mine")
async def own_recommendations(caller: Caller, connection: Reading) -> Page:
    """Where the caller was recommended to and has not applied yet."""
    rows = await views.of_teacher(connection, caller.person_id)
    return Page(items=[dict(row._mapping) for row in rows], next=None)


@router.get("/teachers")
async def list_teachers(reach: Recommender, connection: Reading) -> Page:
    """The teachers of the caller's school; namesakes are told apart by their logins."""
    found = await queries.teachers_of(connection, reach)
    items = [{"id": each.id, "name": each.name, "login": each.login, "school_name": each.school.name} for each in found]
    return Page(items=items, next=None)


@router.get("/template.xlsx", response_class=Response)
async def template_file(round_id: UUID, reach: Recommender, connection: Reading) -> Response:
    """The workbook to fill in for a round, with its studios to choose from."""
    found = await round_row(connection, round_id)
    if found is None:
        raise not_found("没有这一轮招收。", "There is no such round.")
    studios = await queries.open_studio_names(connection, round_id, reach)
    alone = len(reach.schools) == 1 and not reach.counties and not reach.everywhere
    content = await asyncio.to_thread(template, found.name, studios, names_schools=not alone)
    name = quote(f"学校推荐表-{found.name}.xlsx", safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=XLSX, headers=headers)


@router.post("", status_code=201)
async def post_recommendation(
    wanted: RecommendationWanted, caller: Caller, reach: Recommender, transaction: Tx
) -> Recommended:
    """Recommend one teacher; the same again is the one that is there."""
    return Recommended(id=await recommend(transaction, Recommending(**wanted.model_dump()), caller, reach))


@router.delete("/{recommendation_id}")
async def delete_recommendation(recommendation_id: UUID, reach: Recommender, transaction: Tx) -> TakenBack:
    """Take a recommendation back, before the teacher has applied."""
    return TakenBack(withdrawn_at=await withdraw(transaction, recommendation_id, reach))
