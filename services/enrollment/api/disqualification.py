"""Cases about members' places (Art. 7.2): seen by whom they concern; a trainee states the case and appeals here."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from chassis.errors import not_found
from chassis.store.base import AnyRow
from chassis.web.http import Caller, Reading, Tx
from services.enrollment.api.parts import Seeing, readable_lines
from services.enrollment.commands.case import By
from services.enrollment.commands.disqualification.filing import file
from services.enrollment.domain.disqualification.filing import FILINGS
from services.enrollment.domain.disqualification.states import is_running
from services.enrollment.domain.sight import Sight
from services.enrollment.queries import disqualification as queries
from services.enrollment.queries.case import revisions

router = APIRouter(tags=["disqualifications"])

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000), AfterValidator(readable_lines)]


class Filed(BaseModel):
    """What a trainee has to say: at least as long as the rules of the case want a reason."""

    model_config = ConfigDict(extra="forbid")

    words: Words


class Version(BaseModel):
    """The version the case has now."""

    version: int


@router.get("/disqualifications")
async def list_cases(seeing: Seeing, connection: Reading) -> dict[str, Any]:
    """The cases the caller may see, the newest first."""
    return {"items": [_shown(row, seeing) for row in await queries.cases_seen(connection, seeing)]}


@router.get("/disqualifications/{case_id}")
async def one_case(case_id: UUID, seeing: Seeing, connection: Reading) -> dict[str, Any]:
    """One case with what was decided on, revision by revision."""
    row = await queries.stands(connection, case_id)
    if row is None or not _sees(seeing, row):
        raise not_found()
    kept = [dict(revision._mapping) for revision in await revisions(connection, case_id)]
    return _shown(row, seeing) | {"statement": row.statement, "appeal": row.appeal, "revisions": kept}


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


def _sees(seeing: Sight, row: AnyRow) -> bool:
    return seeing.person_id in (row.trainee_id, row.host_id) or seeing.reads.covers(row.county, row.school_id)


def _shown(row: AnyRow, seeing: Sight) -> dict[str, Any]:
    names = (
        "id", "case_no", "membership_id", "studio_id", "studio_name", "trainee_name", "state", "state_since", "until",
        "truancies", "appeal_closed_at", "version",
    )  # fmt: skip
    own = row.trainee_id == seeing.person_id and is_running(row.state, row.appeal_closed_at)
    may = [name for name, rule in FILINGS.items() if own and rule.state == row.state]
    return {name: getattr(row, name) for name in names} | {"may": may}
