"""Development plans: handed in by the trainee, confirmed or returned by the host, read by those it concerns."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.errors import not_found
from chassis.formats import WRITINGS, checked
from chassis.store.files import content_of
from chassis.web.files import as_download, form_with, upload
from chassis.web.http import Caller, Reading, Tx
from services.enrollment.api.member.one import require
from services.enrollment.api.member.views import PlanTaken
from services.enrollment.api.parts import Remark, Seeing
from services.enrollment.commands import development_plan as commands
from services.enrollment.domain.development_plan.fields import LONGEST_YEARS, SHORTEST_YEARS
from services.enrollment.domain.development_plan.states import PlanVerb
from services.enrollment.domain.member.roster import concerns
from services.enrollment.queries import development_plan as queries
from services.enrollment.queries.member import register

router = APIRouter(tags=["development plans"])

Revision = Annotated[int, Path(ge=1, le=2**31 - 1)]
FORM = form_with(
    title={"type": "string"}, years={"type": "integer", "minimum": SHORTEST_YEARS, "maximum": LONGEST_YEARS}
)


class PlanDecided(BaseModel):
    """What the host decides about the file that was read; a return says what to change."""

    model_config = ConfigDict(extra="forbid")

    verb: PlanVerb
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(description="The file that was read.")
    opinion: Remark = ""


async def _plan(request: Request, caller: Caller) -> commands.NewPlan:
    sent = await upload(request, caller)
    file, years = checked(sent.name, sent.content, WRITINGS), sent.fields.get("years", "")
    # What is no number is out of range, and told so beside the field.
    return commands.NewPlan(
        sent.fields.get("title", ""), int(years) if years.isdecimal() and len(years) < 5 else 0, file
    )


@router.post("/members/{membership_id}/plans", status_code=201, openapi_extra=FORM)
async def hand_in(
    membership_id: UUID,
    plan: Annotated[commands.NewPlan, Depends(_plan)],
    caller: Caller,
    seeing: Seeing,
    transaction: Tx,
) -> PlanTaken:
    """Hand in a plan, or a new revision of it: a PDF, Word document, JPEG or PNG of at most 10 MB (Art. 6.1)."""
    await require(membership_id, "hand_in_plan", caller, seeing, transaction)
    return PlanTaken.of(await commands.hand_in(transaction, membership_id, caller.person_id, plan))


@router.post("/members/{membership_id}/plans/{revision}/decision")
async def decide(
    membership_id: UUID, revision: Revision, decided: PlanDecided, caller: Caller, seeing: Seeing, transaction: Tx
) -> PlanTaken:
    """Confirm a revision, or return it with what to change (Art. 5.2)."""
    await require(membership_id, "decide_plan", caller, seeing, transaction)
    decision = commands.PlanDecision(revision, decided.sha256, decided.verb, decided.opinion)
    return PlanTaken.of(await commands.decide(transaction, membership_id, caller.person_id, decision))


@router.get("/members/{membership_id}/plans/{revision}/file", response_class=Response)
async def download(membership_id: UUID, revision: Revision, seeing: Seeing, connection: Reading) -> Response:
    """The file of a revision, as a download, for the trainee, the host and the offices above them."""
    member = await register.member(connection, membership_id)
    row = await queries.revision(connection, membership_id, revision)
    if member is None or row is None or not concerns(seeing, member):
        raise not_found("没有这份规划，或您无权查看。", "There is no such plan, or it is not yours to see.")
    return as_download(row.name, row.sha256, row.media_type, await content_of(connection, row.sha256))
