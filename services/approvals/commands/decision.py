"""A decision: one transaction, whatever else is slow or away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from casework.authority import Hold, Place, with_act
from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from contracts.events.approvals import DecisionRecorded
from services.approvals.commands.log import about, placed, write
from services.approvals.commands.signature import signed
from services.approvals.domain import problems
from services.approvals.domain.case import CaseState
from services.approvals.domain.decision import Wanted, is_repeat, judge
from services.approvals.domain.log import Entry
from services.approvals.domain.task import TaskState
from services.approvals.models import File
from services.approvals.queries.file import to_hand_in
from services.approvals.queries.inbox import NEXT_OPEN, after_task
from services.approvals.queries.task import Loaded, lock_for


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides."""

    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that stands, and what the office has to do next."""

    decision_id: UUID
    decided_at: datetime
    next_task_id: UUID | None


async def decide(
    transaction: Transaction, decider: Decider, task_id: UUID, wanted: Wanted, file_ids: tuple[UUID, ...] = ()
) -> Decided:
    """Decide the revision that was read. The same again by the same person gets the first answer.

    Raises the ProblemError that stands in the way: see `domain.decision.judge`.
    """
    loaded = await lock_for(transaction.connection, task_id, decider.person_id, clock.business())
    if loaded is None:
        raise problems.no_such_task()
    return await decide_loaded(transaction, decider, loaded, wanted, file_ids)


async def decide_loaded(
    transaction: Transaction, decider: Decider, loaded: Loaded, wanted: Wanted, file_ids: tuple[UUID, ...] = ()
) -> Decided:
    """The same for a task that is loaded and locked."""
    task, case = loaded.task, loaded.case
    # Only now, with the lock held, is it known when the decision falls.
    now = clock.business()
    following = after_task(task, decider.person_id, now)
    if is_repeat(task, decider.person_id, wanted) and task.decision_id and task.decided_at:
        next_id = (await transaction.execute(NEXT_OPEN, following)).scalar_one()
        return Decided(task.decision_id, task.decided_at, next_id)
    hold = judge(task, case, decider.person_id, loaded.holds, wanted, now)
    files = await _files(transaction, task, decider, file_ids)
    entry = signed(_entry(task, case, decider, hold, wanted, files, now), task.kind)
    entry = placed(entry, case.log_length, case.log_head)
    place = Place(task.office_key, task.stage, task.seat)
    deciders = with_act(case.deciders, place, decider.person_id, hold.principal_id)
    next_id = await write(
        transaction,
        entry,
        case={"deciders": deciders},
        task=_columns(entry, wanted),
        then="next",
        parameters=following,
    )
    if file_ids:
        handed_in = update(File).where(File.file_id.in_(file_ids)).values(decision_id=entry.entry_id)
        await transaction.execute(handed_in)
    transaction.emit(_event(task, entry), subject=task.case_id, version=entry.seq)
    return Decided(entry.entry_id, now, next_id)


async def _files(
    transaction: Transaction, task: TaskState, decider: Decider, file_ids: tuple[UUID, ...]
) -> list[dict[str, Any]]:
    if not file_ids:
        return []
    files = await to_hand_in(transaction.connection, task.task_id, decider.person_id, file_ids)
    if len(files) != len(set(file_ids)):
        raise problems.no_such_file()
    return files


def _entry(
    task: TaskState,
    case: CaseState,
    decider: Decider,
    hold: Hold,
    wanted: Wanted,
    files: list[dict[str, Any]],
    at: datetime,
) -> Entry:
    return Entry(
        entry_id=uuid7(),
        verb=wanted.verb,
        at=at,
        actor_id=decider.person_id,
        actor_name=decider.name,
        proxy_id=hold.proxy_id,
        acting_for_id=hold.principal_id,
        acting_for_name=hold.principal_name,
        opinion=wanted.opinion,
        # One that nobody asked for says nothing.
        attestations=[item for item in task.planned["attestations"] if item in wanted.attestations],
        files=files,
        details={"office": task.office_key},
        **about(task, case.rule_set_version),
    )


def _columns(entry: Entry, wanted: Wanted) -> dict[str, Any]:
    return {
        "state": "DECIDED",
        "decision_id": entry.entry_id,
        "decided_at": entry.at,
        "decided_by": entry.actor_id,
        "decided_by_name": entry.actor_name,
        "decided_for_name": entry.acting_for_name,
        "verb": wanted.verb,
        "opinion": wanted.opinion,
    }


def _event(task: TaskState, entry: Entry) -> DecisionRecorded:
    return DecisionRecorded.model_validate(
        {
            "decision_id": entry.entry_id,
            "task_id": task.task_id,
            "case_id": task.case_id,
            "kind": task.kind,
            "stage": task.stage,
            "turn": task.turn,
            "seat": task.seat,
            "verb": entry.verb,
            "revision": task.revision,
            "content_hash": task.content_hash,
            "decided_at": entry.at,
            "signature": entry.signature,
            "log_head": entry.hmac,
        }
    )
