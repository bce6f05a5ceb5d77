"""An application from its first letter to its withdrawal, for its author; and read by whoever may see it."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from casework.gate import By
from chassis import clock
from chassis.errors import ProblemError, not_found
from chassis.web.http import Caller, Language, Reading, Tx
from services.enrollment.api.application.showing import application_view
from services.enrollment.api.application.views import ApplicationView
from services.enrollment.api.parts import Choice, Remark, Seeing
from services.enrollment.commands.application.draft import save_draft
from services.enrollment.commands.application.submit import submit
from services.enrollment.commands.application.withdraw import withdraw
from services.enrollment.domain.application import guards, states
from services.enrollment.domain.words import ApplicationState
from services.enrollment.queries.application import seen as queries
from services.enrollment.queries.application.revisions import revisions
from services.enrollment.queries.application.submission import facts
from services.enrollment.queries.recommendation import seen as recommendations

router = APIRouter(tags=["applications"])

# Beyond this nobody is typing; below it the widths of the fields are told in words, field by field.
LONGEST_TYPED = 100_000


class DraftTyped(BaseModel):
    """What was typed. A field that is missing stays as it is."""

    model_config = ConfigDict(extra="forbid")

    base_version: int = Field(
        default=0, ge=0, le=2**31 - 1, description="The version the page shows; 0 begins a new draft."
    )
    round_id: Choice = None
    studio_id: Choice = None
    motivation: str = Field(default="", max_length=LONGEST_TYPED)
    post: str = Field(default="", max_length=LONGEST_TYPED)
    title: str = Field(default="", max_length=LONGEST_TYPED)
    phone: str = Field(default="", max_length=LONGEST_TYPED)


class DraftSaved(BaseModel):
    """The version to name with the next save."""

    version: int
    saved_at: datetime


class Sent(BaseModel):
    """The version of the application that is to be sent, as the page shows it."""

    version: int = Field(ge=0, le=2**31 - 1)


class Received(BaseModel):
    """A frozen revision lies with the office whose turn it is."""

    case_no: str
    state: ApplicationState
    version: int
    revision: int
    content_hash: str
    submitted_at: datetime


class Withdrawal(BaseModel):
    """Why, if one wants to say."""

    reason: Remark = ""


class Withdrawn(BaseModel):
    """It has ended."""

    state: ApplicationState
    version: int
    withdrawn_at: datetime


@router.put("/applications/{application_id}")
async def save(application_id: UUID, typed: DraftTyped, caller: Caller, transaction: Tx) -> DraftSaved:
    """Keep a draft as typed, under an id the page has made."""
    fields = typed.model_dump(include=typed.model_fields_set - {"base_version"})
    saved = await save_draft(transaction, application_id, caller.person_id, fields, typed.base_version)
    return DraftSaved(version=saved.version, saved_at=saved.saved_at)


@router.post("/applications/{application_id}/submit")
async def send(application_id: UUID, sent: Sent, caller: Caller, transaction: Tx) -> Received:
    """Submit a draft, or resubmit what was returned (Art. 4.2)."""
    received = await submit(transaction, application_id, caller.person_id, sent.version)
    return Received(**asdict(received))


@router.post("/applications/{application_id}/withdraw")
async def take_back(application_id: UUID, asked: Withdrawal, caller: Caller, transaction: Tx) -> Withdrawn:
    """Withdraw at any time before admission."""
    withdrawn = await withdraw(transaction, application_id, By(caller.person_id, caller.name), asked.reason)
    return Withdrawn(**asdict(withdrawn))


@router.get("/applications/{application_id}")
async def one_application(
    application_id: UUID, seeing: Seeing, connection: Reading, language: Language
) -> ApplicationView:
    """One application with its revisions; the draft, and whether it can be sent at all, only for its author."""
    row = await queries.application(connection, application_id)
    if row is None or not seeing.sees(applicant_id=row.applicant_id, county=row.county, school_id=row.school_id):
        raise not_found("没有这份申请，或您无权查看。", "There is no such application, or it is not yours to see.")
    frozen = await revisions(connection, application_id)
    beside = await recommendations.live(connection, row.round_id, row.applicant_id) if row.round_id else None
    attached = await queries.files(connection, application_id)
    against = None
    if row.applicant_id == seeing.person_id and row.state in states.EDITABLE:
        against = await _against(connection, application_id, seeing.person_id)
    return application_view(row, frozen, attached, beside, seeing, against, language)


async def _against(connection: AsyncConnection, application_id: UUID, person_id: UUID) -> ProblemError | None:
    now = clock.business()
    found = await facts(connection, application_id, person_id, now)
    return guards.draft_fault(found.submission, now) if found else None
