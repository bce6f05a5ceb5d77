"""One task: look at it, take it on, give it back, decide it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chassis import clock
from chassis.web.fields import Number, Sha256
from chassis.web.http import Caller, Reading, Tx
from services.approvals.api.task_item import TaskItem, item
from services.approvals.api.types import Attestations, Opinion, Word
from services.approvals.commands import claim as claims
from services.approvals.commands.decision import Decider, decide
from services.approvals.domain import problems
from services.approvals.domain.decision import Wanted, require_sight
from services.approvals.domain.urgency import Calendar
from services.approvals.queries.task import look_at

router = APIRouter(prefix="/tasks", tags=["tasks"])


class DecisionIn(BaseModel):
    """A decision on the revision that was read."""

    verb: Word
    opinion: Opinion = ""
    attestations: Attestations = ()
    revision: Number
    content_hash: Sha256
    proxy_id: UUID | None = None
    file_ids: Annotated[tuple[UUID, ...], Field(max_length=10)] = ()


class DecisionOut(BaseModel):
    """The decision that stands, and the task to show next."""

    decision_id: UUID
    decided_at: datetime
    next_task_id: UUID | None


@router.get("/{task_id}")
async def read_task(task_id: UUID, reading: Reading, caller: Caller) -> TaskItem:
    """The task as it stands."""
    now = clock.business()
    found = (await look_at(reading, [task_id], caller.person_id, now)).get(task_id)
    if found is None:
        raise problems.no_such_task()
    require_sight(found.task, found.case, caller.person_id, found.holds)
    return item(found, caller.person_id, Calendar.at(now))


@router.post("/{task_id}/claim", status_code=204)
async def claim(task_id: UUID, transaction: Tx, caller: Caller) -> None:
    """Take the task on: colleagues see it, and cannot decide it until it is given back or two hours have passed."""
    await claims.claim(transaction, Decider(caller.person_id, caller.name), task_id)


@router.post("/{task_id}/release", status_code=204)
async def release(task_id: UUID, transaction: Tx, caller: Caller) -> None:
    """Give the task back."""
    await claims.release(transaction, Decider(caller.person_id, caller.name), task_id)


@router.post("/{task_id}/decision")
async def post_decision(task_id: UUID, asked: DecisionIn, transaction: Tx, caller: Caller) -> DecisionOut:
    """Decide. The same decision sent twice gets the first answer again."""
    wanted = Wanted(
        verb=asked.verb,
        opinion=asked.opinion,
        attestations=asked.attestations,
        revision=asked.revision,
        content_hash=asked.content_hash,
        proxy_id=asked.proxy_id,
    )
    decided = await decide(transaction, Decider(caller.person_id, caller.name), task_id, wanted, asked.file_ids)
    return DecisionOut(
        decision_id=decided.decision_id, decided_at=decided.decided_at, next_task_id=decided.next_task_id
    )
