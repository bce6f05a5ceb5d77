"""A studio's whole life: what happened, what may be done next, and the doing."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from casework.gate import permitted, standing_of
from chassis import clock
from chassis.errors import not_found
from chassis.store.base import AnyRow
from chassis.store.files import content_of
from chassis.web.files import as_download
from chassis.web.http import Caller, Reading, Tx
from contracts.authority import Right
from contracts.rules import TitleLevel
from services.enrollment.api.parts import County, Name, Remark, Seeing
from services.enrollment.api.studio.views import CaseRevisionShown, FundView, HistoryEntry, HostTermShown, StudioLife
from services.enrollment.commands.studio import establish, run
from services.enrollment.commands.studio.dossier import establishing, held, parties_of
from services.enrollment.commands.studio.host import NewHost, change_host
from services.enrollment.domain.studio.may import FUND_RIGHTS, TURNS, may_do, may_keep, sees_life
from services.enrollment.domain.studio.titles import Title
from services.enrollment.domain.words import FundState
from services.enrollment.queries import case as case_queries
from services.enrollment.queries import known
from services.enrollment.queries.studio import life

router = APIRouter(tags=["studio lives"])


class Form(BaseModel):
    """What is not named here is refused."""

    model_config = ConfigDict(extra="forbid")


class Destination(Form):
    """Where a studio goes."""

    county: County


class BaseSchool(Form):
    """Which school is to be asked, and why it."""

    school_id: UUID
    reason: Remark = ""


class Beginning(Form):
    """Empty where Art. 4.1 is met; else why the studio may begin with fewer members."""

    waiver: Remark = ""


class Turn(Form):
    """Why a studio pauses, goes on, or ends."""

    reason: Remark


class HostWanted(Form):
    """Who takes over, by which title of Art. 3, proven by certificates handed in under the studio's id."""

    person_id: UUID
    title_name: Name
    title_level: TitleLevel
    outside_reason: Remark = Field(default="", description="For a title outside the list of Art. 3 (「等」).")
    file_ids: list[UUID] = Field(default_factory=list, max_length=10)
    reason: Remark


class Fund(Form):
    """How far the money has come; the amount, in fen, may be left out where it stays as it was."""

    state: FundState
    amount: int | None = Field(default=None, gt=0, le=10**12)


class Version(BaseModel):
    """The version the studio has now."""

    version: int


class DispatchedView(Version):
    """Where it goes; more than 150 hosts (Art. 2) are pointed out and hold nothing up."""

    over_target: bool


class HostChangedView(Version):
    """Who is warned about stands in nobody's way."""

    warnings: list[str]


@router.get("/studios/{studio_id}/life")
async def whole_life(studio_id: UUID, seeing: Seeing, connection: Reading) -> StudioLife:
    """Everything that happened to the studio, for those it concerns, and what the caller may do with it now."""
    studio = await _seen(connection, studio_id, seeing)
    standing = await standing_of(connection, seeing.person_id, studio_id, parties_of(studio))
    keeping = await standing_of(connection, seeing.person_id, studio_id, (studio.host_id,))
    members, window = await life.readiness(connection, studio_id)
    number = studio.plan["rule_set_version"] if studio.plan else None
    rules = await known.rule_set(connection, number, clock.business())
    custodian = await life.host_school(connection, studio)
    return StudioLife(
        id=studio.id,
        state=studio.state,
        state_since=studio.state_since,
        case_no=studio.case_no,
        county=studio.county,
        proposed_school_name=studio.proposed_school_name,
        waiver=studio.waiver,
        fund=FundView(state=studio.fund_state, amount=studio.fund_amount, custodian_school_id=custodian),
        host_term=studio.host_term,
        terms=[HostTermShown.of(row) for row in await life.terms(connection, studio_id)],
        history=[HistoryEntry.of(row) for row in await life.history(connection, studio_id)],
        revisions=[CaseRevisionShown.of(row) for row in await case_queries.revisions(connection, studio_id)],
        members=members,
        minimum=rules.recruitment.minimum_members if rules else None,
        window_published=window,
        may=sorted([*may_do(standing.free, studio), *may_keep(keeping.free, studio, custodian)]),
    )


async def _seen(connection: Reading, studio_id: UUID, seeing: Seeing) -> AnyRow:
    studio = await life.stands(connection, studio_id)
    if studio is None or not sees_life(seeing, studio):
        raise not_found("没有这个工作室，或您无权查看。", "There is no such studio, or it is not yours to see.")
    return studio


@router.get("/cases/{case_id}/files/{file_id}", response_class=Response)
async def paper(case_id: UUID, file_id: UUID, seeing: Seeing, connection: Reading) -> Response:
    """A certificate, as a download, for those who may see the studio's life or handed it in."""
    row = await case_queries.file(connection, case_id, file_id)
    studio = await life.stands(connection, case_id)
    if row is None or not (row.added_by == seeing.person_id or (studio and sees_life(seeing, studio))):
        raise not_found("没有这个文件，或您无权查看。", "There is no such file, or it is not yours to see.")
    return as_download(row.name, row.sha256, row.media_type, await content_of(connection, row.sha256))


@router.post("/studios/{studio_id}/dispatch")
async def dispatch(studio_id: UUID, wanted: Destination, caller: Caller, transaction: Tx) -> DispatchedView:
    """Send a qualified host to a county."""
    by = await establishing(transaction, caller, studio_id, Right.DISPATCH_STUDIO)
    done = await establish.dispatch(transaction, studio_id, wanted.county, by)
    return DispatchedView(**vars(done))


@router.post("/studios/{studio_id}/base-school")
async def base_school(studio_id: UUID, wanted: BaseSchool, caller: Caller, transaction: Tx) -> Version:
    """Propose a base school, by the county's personnel section or county office."""
    by = await establishing(transaction, caller, studio_id, Right.PROPOSE_BASE_SCHOOL)
    version = await establish.propose_base(transaction, studio_id, wanted.school_id, wanted.reason, by)
    return Version(version=version)


@router.post("/studios/{studio_id}/activation")
async def activation(studio_id: UUID, wanted: Beginning, caller: Caller, transaction: Tx) -> Version:
    """Begin: with enough members and a window, or with fewer and a reason."""
    waiver = wanted.waiver.strip()
    rights = (Right.ACTIVATE_STUDIO, Right.WAIVE_MINIMUM) if waiver else (Right.ACTIVATE_STUDIO,)
    by = await establishing(transaction, caller, studio_id, *rights)
    return Version(version=await run.activate(transaction, studio_id, waiver, by))


@router.post("/studios/{studio_id}/turns/{action}")
async def turn(
    studio_id: UUID, action: Literal["suspend", "resume", "terminate"], wanted: Turn, caller: Caller, transaction: Tx
) -> Version:
    """Suspend, resume or terminate."""
    by = await establishing(transaction, caller, studio_id, TURNS[action])
    return Version(version=await run.turn(transaction, studio_id, action, wanted.reason, by))


@router.post("/studios/{studio_id}/host")
async def new_host(studio_id: UUID, wanted: HostWanted, caller: Caller, transaction: Tx) -> HostChangedView:
    """A new host term."""
    title = Title(wanted.title_name, wanted.title_level, wanted.outside_reason)
    host = NewHost(wanted.person_id, title, tuple(wanted.file_ids), wanted.reason)
    done = await change_host(transaction, studio_id, host, caller)
    return HostChangedView(**vars(done))


@router.post("/studios/{studio_id}/fund")
async def fund(studio_id: UUID, wanted: Fund, caller: Caller, transaction: Tx) -> Version:
    """Applied for and allocated, as the municipal office notes; received, as the custodian school does (Art. 12)."""
    studio = await held(transaction, studio_id)
    custodian = await life.host_school(transaction.connection, studio)
    # The money runs beside the case: whoever nominated may keep the books of it, the host may not.
    right, host = FUND_RIGHTS[wanted.state], (studio.host_id,)
    by = await permitted(transaction, caller, right, custodian, case_id=studio_id, parties=host)
    version = await run.follow_fund(transaction, studio_id, wanted.state, wanted.amount, by)
    return Version(version=version)
