"""Whether what is printed on a 审批单 was signed so: for everybody, signed in or not."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chassis.web.fields import Line
from chassis.web.http import Reading
from services.approvals.commands.signature import proven
from services.approvals.domain import problems
from services.approvals.domain.proof import number_typed
from services.approvals.queries.case import numbered
from services.approvals.queries.log import log_of
from services.approvals.queries.office import public_name

router = APIRouter(tags=["public"], prefix="/public")


class CheckQuery(BaseModel):
    """What stands on the paper: the case number, and the signature as it was scanned or its code as it was typed."""

    number: Annotated[Line, Field(min_length=1, max_length=40)]
    code: Annotated[Line, Field(min_length=1, max_length=120)]


class CheckView(BaseModel):
    """What was signed, and by which key. No names of people and no opinion; where a person decided in no office, no `office_name`."""

    case_no: str
    kind: str
    stage: str
    office_role: str
    office_name: str | None
    verb: str
    revision: int
    decided_at: datetime
    key_id: str
    overtaken: bool


@router.get("/check")
async def check(reading: Reading, response: Response, paper: Annotated[CheckQuery, Query()]) -> CheckView:
    """The decision whose signature this is, once the signature was verified and the log still says what was signed."""
    response.headers["Cache-Control"] = "no-store"
    case = await numbered(reading, number_typed(paper.number))
    if case is None:
        raise problems.not_as_signed()
    entries = await log_of(reading, case.case_id)
    signed = (found for entry in entries if (found := proven(entry, case.kind)) is not None)
    found = next((each for each in signed if each.proof.is_told_by(paper.code)), None)
    if found is None:
        raise problems.not_as_signed()
    decision = found.decision
    return CheckView(
        case_no=case.case_no,
        kind=decision.kind,
        stage=decision.stage,
        office_role=decision.office.role,
        office_name=await public_name(reading, decision.office.key),
        verb=decision.verb,
        revision=decision.revision,
        decided_at=decision.decided_at,
        key_id=found.key_id,
        overtaken=any(entry.overtakes == str(decision.decision_id) for entry in entries),
    )
