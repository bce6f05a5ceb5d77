"""Cases about members' places (Art. 7.2): seen by whom they concern; a trainee states the case and appeals here."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from casework.gate import By
from chassis.errors import not_found
from chassis.store.base import AnyRow
from chassis.web.fields import Lines
from chassis.web.http import Caller, Reading, Tx
from services.enrollment.api.parts import Remark, Seeing, View
from services.enrollment.api.studio.views import CaseRevisionShown
from services.enrollment.commands.disqualification.filing import file
from services.enrollment.commands.disqualification.lift import lift
from services.enrollment.domain.disqualification.filing import FILINGS, Filing
from services.enrollment.domain.disqualification.states import DisqualificationState, is_running
from services.enrollment.domain.sight import Sight
from services.enrollment.queries import disqualification as queries
from services.enrollment.queries.case import revisions

router = APIRouter(tags=["disqualifications"])

Words = Annotated[Lines, Field(max_length=5000)]


class Filed(BaseModel):
    """What a trainee has to say: at least as long as the rules of the case want a reason."""

    model_config = ConfigDict(extra="forbid")

    words: Words


class Lifting(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: Remark


class Version(BaseModel):
    """The version the case has now."""

    version: int


class CaseListed(View):
    """A case as a list shows it; `may` is what the trainee may file now."""

    id: UUID
    case_no: str
    membership_id: UUID
    studio_id: UUID
    studio_name: str
    trainee_name: str
    state: DisqualificationState
    state_since: datetime
    until: datetime | None
    truancies: int
    appeal_closed_at: datetime | None
    lifted_at: datetime | None
    version: int
    may: list[Filing]


class CasesListed(View):
    """The cases the caller may see, the newest first."""

    items: list[CaseListed]


class CaseView(CaseListed):
    """A case with what was said and decided on."""

    statement: str | None
    appeal: str | None
    revisions: list[CaseRevisionShown]


@router.get("/disqualifications")
async def list_cases(seeing: Seeing, connection: Reading) -> CasesListed:
    """The cases the caller may see, the newest first."""
    rows = await queries.cases_seen(connection, seeing)
    return CasesListed(items=[CaseListed(**_shown(row, seeing)) for row in rows])


@router.get("/disqualifications/{case_id}")
async def one_case(case_id: UUID, seeing: Seeing, connection: Reading) -> CaseView:
    """One case with what was decided on, revision by revision."""
    row = await queries.stands(connection, case_id)
    if row is None or not _sees(seeing, row):
        raise not_found()
    kept = [CaseRevisionShown.of(revision) for revision in await revisions(connection, case_id)]
    return CaseView(**_shown(row, seeing), statement=row.statement, appeal=row.appeal, revisions=kept)


@router.post("/disqualifications/{case_id}/statement")
async def state(case_id: UUID, wanted: Filed, caller: Caller, transaction: Tx) -> Version:
    """The trainee's statement, within its time."""
    by = By(caller.person_id, caller.name)
    return Version(version=await file(transaction, case_id, "statement", wanted.words, by))


@router.post("/disqualifications/{case_id}/appeal")
async def appeal(case_id: UUID, wanted: Filed, caller: Caller, transaction: Tx) -> Version:
    """The trainee's appeal, within its time."""
    by = By(caller.person_id, caller.name)
    return Version(version=await file(transaction, case_id, "appeal", wanted.words, by))


@router.post("/disqualifications/{case_id}/lift")
async def lift_(case_id: UUID, wanted: Lifting, caller: Caller, transaction: Tx) -> Version:
    """Let somebody who lost the place be admitted again in the same cycle."""
    return Version(version=await lift(transaction, case_id, wanted.reason, caller))


def _sees(seeing: Sight, row: AnyRow) -> bool:
    return seeing.person_id in (row.trainee_id, row.host_id) or seeing.reads.covers(row.county, row.school_id)


def _shown(row: AnyRow, seeing: Sight) -> dict[str, Any]:
    names = CaseListed.model_fields.keys() - {"may"}
    own = row.trainee_id == seeing.person_id and is_running(row.state, row.appeal_closed_at)
    may = [name for name, rule in FILINGS.items() if own and rule.state == row.state]
    return {name: getattr(row, name) for name in names} | {"may": may}
