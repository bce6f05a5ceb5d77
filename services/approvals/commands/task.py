"""What becomes of a task beside a decision: it is put before an office, urged, shown above, and ends."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock
from chassis.canonical import content_hash
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.working_days import after
from contracts.commands.approvals import OpenTask
from contracts.events.approvals import DecisionOvertaken, TaskClosed, TaskEscalated, TaskOpened, TaskReminded
from contracts.offices import Office
from services.approvals.commands.log import Tail, about, placed, write, write_all
from services.approvals.domain.case import CaseState
from services.approvals.domain.log import Entry
from services.approvals.domain.task import TaskState
from services.approvals.domain.times import LEAST_PAUSE, Times
from services.approvals.models import Case, Task
from services.approvals.queries.task import open_of

_THERE = Task.task_id == bindparam("asked_task_id", type_=Uuid())

# The case's row, locked, made where its card has not come yet; with the times of the task if that is there already.
LOCK_OR_BEGIN = (
    upsert(Case)
    .values(case_id=bindparam("begun_id"))
    .on_conflict_do_update(index_elements=[Case.case_id], set_={"log_length": Case.log_length})
    .returning(
        Case.log_length,
        Case.log_head,
        Case.seen_by,
        Case.card_version,
        Case.finished,
        Case.plan["rule_set_version"].as_integer().label("rule_set_version"),
        select(Task.state).where(_THERE).scalar_subquery().label("task_state"),
        select(Task.revision).where(_THERE).scalar_subquery().label("task_revision"),
        select(Task.office_key).where(_THERE).scalar_subquery().label("task_office"),
        select(Task.due_at).where(_THERE).scalar_subquery().label("due_at"),
        select(Task.next_reminder_at).where(_THERE).scalar_subquery().label("next_reminder_at"),
    )
)


async def open_task(transaction: Transaction, asked: OpenTask) -> Times | None:
    """Put a frozen revision before its office. A task that is there already keeps its times.

    None where the case or the task has ended, or it is there for another revision or office: a run made anew counts its turns
    from the first, and goes on to the next.
    """
    known = {"begun_id": asked.case_id, "asked_task_id": asked.task_id}
    case = (await transaction.execute(LOCK_OR_BEGIN, known)).one()
    if case.finished:
        return None
    now = clock.business()
    if case.task_state is not None:
        there = (case.task_state, case.task_revision, case.task_office)
        same = there == ("OPEN", asked.revision, asked.office.key)
        return Times(now, case.due_at, case.next_reminder_at) if same else None
    times = Times(now, after(now, asked.stage.deadline), after(now, asked.stage.remind_after))
    planned = asked.stage.model_dump(mode="json")
    entry = placed(_entry(asked, planned, times, case.rule_set_version), case.log_length, case.log_head)
    seen_by = list(dict.fromkeys([*case.seen_by, asked.office.key]))
    await write(transaction, entry, case={"seen_by": seen_by}, new_task=_row(asked, planned, times))
    # A task without its card is not to be seen yet; the card's coming announces it.
    if case.card_version:
        opened = TaskOpened(
            task_id=asked.task_id, case_id=asked.case_id, kind=asked.kind, stage=asked.stage.stage, turn=asked.turn,
            seat=asked.seat, office=asked.office, due_at=times.due_at,
        )  # fmt: skip
        transaction.emit(opened, subject=asked.case_id, version=entry.seq)
    return times


async def announce_waiting(transaction: Transaction, case_id: UUID, version: int) -> None:
    """Say of the case's open tasks that there is something to do, now that its card has come."""
    for task in await open_of(transaction.connection, case_id):
        opened = TaskOpened(
            task_id=task.task_id, case_id=case_id, kind=task.kind, stage=task.stage, turn=task.turn, seat=task.seat,
            office=Office.parse(task.office_key), due_at=task.due_at,
        )  # fmt: skip
        transaction.emit(opened, subject=case_id, version=version)


async def remind(transaction: Transaction, task: TaskState, case: CaseState) -> tuple[int, Times]:
    """Remind the office once more; the count shows on its home page. Gives the count and the times from now on."""
    now = clock.business()
    times = Times(now, task.due_at, max(after(now, task.rule.remind_every), now + LEAST_PAUSE))
    count = task.reminded_count + 1
    entry = _noted(task, case, "remind", now, count=count)
    columns = {"reminded_count": count, "last_reminded_at": now, "next_reminder_at": times.remind_at}
    await write(transaction, entry, task=columns)
    said = TaskReminded(task_id=task.task_id, case_id=task.case_id, office=Office.parse(task.office_key), count=count)
    transaction.emit(said, subject=task.case_id, version=entry.seq)
    return count, times


async def escalate(transaction: Transaction, task: TaskState, case: CaseState, shown_to: Office) -> None:
    """Show an overdue task to the office above as well; it never decides (domain rules, §5b)."""
    entry = _noted(task, case, "escalate", clock.business(), shown_to=shown_to.key)
    seen_by = list(dict.fromkeys([*case.seen_by, shown_to.key]))
    await write(transaction, entry, task={"shown_to": shown_to.key}, case={"seen_by": seen_by})
    said = TaskEscalated(
        task_id=task.task_id, case_id=task.case_id, office=Office.parse(task.office_key), shown_to=shown_to
    )
    transaction.emit(said, subject=task.case_id, version=entry.seq)


async def close(transaction: Transaction, task: TaskState, case: CaseState, reason: str) -> None:
    """End an open task nobody needs to decide any more."""
    now = clock.business()
    entry = _noted(task, case, "close", now, reason=reason)
    await write(transaction, entry, task={"state": "CLOSED", "closed_at": now, "closed_reason": reason})
    said = TaskClosed(task_id=task.task_id, case_id=task.case_id, reason=reason)
    transaction.emit(said, subject=task.case_id, version=entry.seq)


async def close_open(transaction: Transaction, tail: Tail, reason: str) -> Tail:
    """End all open tasks of a locked case. Gives where its log ends then."""
    tasks = await open_of(transaction.connection, tail.case_id)
    if not tasks:
        return tail
    now = clock.business()
    notes = (_note(task, tail.rule_set_version, "close", now, reason=reason) for task in tasks)
    entries = await write_all(transaction, tail, notes)
    ended = {"state": "CLOSED", "closed_at": now, "closed_reason": reason}
    await transaction.execute(update(Task).where(Task.case_id == tail.case_id, Task.state == "OPEN").values(ended))
    for task, entry in zip(tasks, entries, strict=True):
        said = TaskClosed(task_id=task.task_id, case_id=task.case_id, reason=reason)
        transaction.emit(said, subject=task.case_id, version=entry.seq)
    return tail.after(entries[-1])


async def mark_overtaken(transaction: Transaction, task: TaskState, case: CaseState, reason: str) -> None:
    """Note that the task's decision came second to another fact; its author sees that in the summary."""
    if task.decision_id is None or task.decided_by is None:
        raise ValueError("the task has no decision")
    now = clock.business()
    entry = _noted(task, case, "overtaken", now, decision_id=str(task.decision_id), reason=reason)
    await write(transaction, entry, task={"overtaken_at": now, "overtaken_reason": reason})
    said = DecisionOvertaken(
        decision_id=task.decision_id,
        case_id=task.case_id,
        decided_by=task.decided_by,
        reason=reason,
        log_head=entry.hmac,
    )
    transaction.emit(said, subject=task.case_id, version=entry.seq)


def _noted(task: TaskState, case: CaseState, verb: str, at: datetime, **details: Any) -> Entry:
    """A log entry about a task, by nobody in particular, as the next of its case's log."""
    return placed(_note(task, case.rule_set_version, verb, at, **details), case.log_length, case.log_head)


def _note(task: TaskState, rule_set_version: int | None, verb: str, at: datetime, **details: Any) -> Entry:
    said = {"office": task.office_key} | details
    return Entry(entry_id=uuid7(), verb=verb, at=at, details=said, **about(task, rule_set_version))


def _entry(asked: OpenTask, planned: dict[str, Any], times: Times, rule_set_version: int | None) -> Entry:
    return Entry(
        case_id=asked.case_id,
        entry_id=uuid7(),
        verb="open",
        at=times.now,
        task_id=asked.task_id,
        stage=asked.stage.stage,
        turn=asked.turn,
        seat=asked.seat,
        revision=asked.revision,
        content_hash=asked.content_hash,
        rule_set_version=rule_set_version,
        details={
            "office": asked.office.key,
            "due_at": times.due_at.isoformat(),
            "reason": asked.reason,
            "kind": asked.kind,
            "planned": content_hash(planned),
        },
    )


def _row(asked: OpenTask, planned: dict[str, Any], times: Times) -> dict[str, object]:
    return {
        "task_id": asked.task_id,
        "case_id": asked.case_id,
        "kind": asked.kind,
        "stage": asked.stage.stage,
        "turn": asked.turn,
        "seat": asked.seat,
        "office_key": asked.office.key,
        "reason": asked.reason,
        "revision": asked.revision,
        "content_hash": asked.content_hash,
        "planned": planned,
        "opened_at": times.now,
        "due_at": times.due_at,
        "next_reminder_at": times.remind_at,
    }
