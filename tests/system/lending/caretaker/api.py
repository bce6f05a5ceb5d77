"""What people do with their loans."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chassis import clock
from chassis.errors import ConflictError, Text, not_found
from chassis.web.http import Caller, Reading, Tx
from contracts.cases import Deed, Plan
from contracts.offices import Office
from tests.system.lending.caretaker import loan, rows
from tests.system.lending.kinds import ENDED, WITHDRAWN

router = APIRouter(prefix="/loans", tags=["loans"])


class Elsewhere(BaseModel):
    """Another office for one seat of a stage."""

    stage: str
    seat: int
    role: str
    scope: str


class Shown(BaseModel):
    """A loan as its pages ask for it."""

    state: str
    may: list[str]
    taken: list[dict[str, Any]]
    revisions: list[dict[str, Any]]


@router.put("/{case_id}", status_code=204)
async def ask(case_id: UUID, wanted: loan.Asked, caller: Caller, transaction: Tx) -> None:
    """Ask for the hall; again, it changes nothing."""
    planned = loan.plan(wanted.stages)
    await rows.begin(
        transaction,
        clock.business(),
        Deed(verb="ask", actor_id=caller.person_id, actor_name=caller.name),
        case_id=case_id,
        kind=wanted.kind,
        state=loan.STATE_OF[wanted.stages[0]],
        asked=wanted.model_dump(exclude={"kind", "stages"}),
        asker_id=caller.person_id,
        asker_name=caller.name,
        plan=planned.model_dump(mode="json"),
    )


@router.post("/{case_id}/withdraw", status_code=204)
async def withdraw(case_id: UUID, caller: Caller, transaction: Tx) -> None:
    """Take it back, as long as it has not ended."""
    row = await rows.held(transaction, case_id)
    if row is None or row.asker_id != caller.person_id:
        raise not_found()
    if row.state in ENDED:
        raise ConflictError("ended", Text("这件事已经办结。", "This has ended."))
    deed = Deed(verb="withdraw", actor_id=caller.person_id, actor_name=caller.name)
    await rows.change(transaction, row, clock.business(), deed=deed, state=WITHDRAWN, until=None)


@router.post("/{case_id}/office", status_code=204)
async def put_before(case_id: UUID, wanted: Elsewhere, caller: Caller, transaction: Tx) -> None:
    """Another office has the seat from now on."""
    row = await rows.held(transaction, case_id)
    if row is None:
        raise not_found()
    office = Office(role=wanted.role, scope=wanted.scope)
    changed = Plan.model_validate(row.plan).put_before(wanted.stage, wanted.seat, office, clock.business())
    deed = Deed(verb="reassign", actor_id=caller.person_id, actor_name=caller.name)
    columns: dict[str, Any] = {"plan": changed.model_dump(mode="json")}
    await rows.change(transaction, row, clock.business(), deed=deed, shown=True, **columns)


@router.get("/{case_id}")
async def show(case_id: UUID, caller: Caller, reading: Reading) -> Shown:
    """The loan as the owner's row has it."""
    row = await rows.find(reading, case_id)
    if row is None:
        raise not_found()
    return Shown(state=row.state, may=[], taken=row.taken, revisions=[{"revision": 1, "content": row.asked}])
