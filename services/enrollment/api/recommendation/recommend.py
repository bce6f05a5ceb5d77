"""Schools recommend teachers before these apply: the list, one by one, and the template for many."""

import asyncio
from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from casework.gate import reaches
from chassis.errors import not_found
from chassis.store.pages import Page
from chassis.web.fields import After, Limit
from chassis.web.http import Caller, Language, Reading, Tx
from chassis.web.serving import service_of
from contracts.authority import Reach, Right
from services.enrollment.api.parts import PAGE, Items, Seeing, View
from services.enrollment.commands.recommendation.recommend import Recommending, recommend, withdraw
from services.enrollment.domain.recommendation.judgement import Bonds, teacher_fault
from services.enrollment.domain.recommendation.template import template
from services.enrollment.domain.words import ApplicationState, Attestation
from services.enrollment.queries.recommendation import facts as queries
from services.enrollment.queries.recommendation import seen as views
from services.enrollment.queries.round.standing import round_row, shared_round

router = APIRouter(prefix="/recommendations", tags=["recommendations"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def _recommending_for(request: Request, caller: Caller) -> Reach:
    """The schools the caller's offices recommend for now. Raises ForbiddenError where there are none.

    For what is shown and read before a connection is taken for the whole request; a deed asks in its own transaction.
    """
    async with service_of(request).database.reading() as connection:
        return await reaches(connection, caller.person_id, Right.RECOMMEND_TEACHERS)


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
    after: After = None
    limit: Limit = PAGE


class Recommended(BaseModel):
    """A recommendation stands."""

    id: UUID


class TakenBack(BaseModel):
    """A recommendation stands no more."""

    withdrawn_at: datetime


class RecommendationShown(View):
    """A recommendation with what became of it: the teacher's newest application in that round."""

    id: UUID
    round_id: UUID
    studio_id: UUID
    teacher_id: UUID
    school_id: UUID
    reason: str
    attestations: list[Attestation]
    recommended_by_name: str
    recommended_at: datetime
    withdrawn_at: datetime | None
    teacher_name: str | None
    school_name: str
    county: str
    studio_name: str
    round_name: str
    closes_at: datetime
    application_id: UUID | None
    application_state: ApplicationState | None
    application_since: datetime | None


class TeacherListed(View):
    """A teacher who may be recommended."""

    id: UUID
    name: str
    login: str | None
    school_name: str
    obstacle: str | None = Field(
        description="Why not in the round asked about, to whichever studio; null where nothing is."
    )


@router.get("")
async def list_recommendations(
    seeing: Seeing, connection: Reading, wanted: Annotated[RecommendationQuery, Query()]
) -> Page[RecommendationShown]:
    """Those of the schools the caller's offices look after, the latest first, with what became of them."""
    return await views.recommendations(
        connection, seeing.reads, wanted.round_id, RecommendationShown.of, wanted.after, wanted.limit
    )


@router.get("/mine")
async def own_recommendations(caller: Caller, connection: Reading) -> Items[RecommendationShown]:
    """Where the caller was recommended to and has not applied yet."""
    rows = await views.of_teacher(connection, caller.person_id)
    return Items(items=[RecommendationShown.of(row) for row in rows])


@router.get("/teachers")
async def list_teachers(
    within: Recommender, caller: Caller, connection: Reading, language: Language, round_id: UUID | None = None
) -> Items[TeacherListed]:
    """The teachers of the caller's school, and in a round who cannot be recommended any more; namesakes differ by their logins."""
    found = await queries.teachers_of(connection, within)
    round_ = await shared_round(connection, round_id) if round_id else None
    bonds = await queries.bonds(connection, round_, [each.id for each in found]) if round_ else Bonds()
    faults = {each.id: teacher_fault(each, bonds, caller.person_id) for each in found}
    words = {id_: fault.text.in_(language) for id_, fault in faults.items() if fault}
    return Items(
        items=[
            TeacherListed(
                id=each.id, name=each.name, login=each.login, school_name=each.school.name, obstacle=words.get(each.id)
            )
            for each in found
        ]
    )


@router.get("/template.xlsx", response_class=Response)
async def template_file(round_id: UUID, within: Recommender, connection: Reading) -> Response:
    """The workbook to fill in for a round, with its studios to choose from."""
    found = await round_row(connection, round_id)
    if found is None:
        raise not_found("没有这个招收批次。", "There is no such round.")
    studios = await queries.open_studio_names(connection, round_id, within)
    alone = len(within.schools) == 1 and not within.counties and not within.everywhere
    content = await asyncio.to_thread(template, found.name, studios, names_schools=not alone)
    name = quote(f"学校推荐表-{found.name}.xlsx", safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=XLSX, headers=headers)


@router.post("", status_code=201)
async def post_recommendation(wanted: RecommendationWanted, caller: Caller, transaction: Tx) -> Recommended:
    """Recommend one teacher; the same again is the one that is there."""
    within = await reaches(transaction.connection, caller.person_id, Right.RECOMMEND_TEACHERS)
    return Recommended(id=await recommend(transaction, Recommending(**wanted.model_dump()), caller, within))


@router.delete("/{recommendation_id}")
async def delete_recommendation(recommendation_id: UUID, caller: Caller, transaction: Tx) -> TakenBack:
    """Take a recommendation back, before the teacher has applied."""
    within = await reaches(transaction.connection, caller.person_id, Right.RECOMMEND_TEACHERS)
    return TakenBack(withdrawn_at=await withdraw(transaction, recommendation_id, within))
