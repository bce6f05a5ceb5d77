"""What becomes of an open task beside a decision: reminders, escalation, its end. Each takes the task locked."""

from datetime import datetime
from typing import Any

from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.working_days import after
from contracts.events.approvals import DecisionOvertaken, TaskClosed, TaskEnd, TaskEscalated, TaskReminded
from contracts.offices import Office
from services.approvals.commands.writing import about, placed, write
from services.approvals.domain.judging import CaseState, TaskState
from services.approvals.domain.log import Entry, LogVerb
from services.approvals.domain.times import LEAST_PAUSE, Times


async def remind(transaction: Transaction, task: TaskState, case: CaseState) -> tuple[int, Times]:
    """Remind the office once more; the count shows on its home page. Gives the count and the times from now on."""
    now = clock.business()
    times = Times(now, task.due_at, max(after(now, task.rule.remind_every), now + LEAST_PAUSE))
    count = task.reminded_count + 1
    entry = noted(task, case, "remind", now, count=count, office=task.office_key)
    columns = {"reminded_count": count, "last_reminded_at": now, "next_reminder_at": times.remind_at}
    await write(transaction, entry, task=columns)
    said = TaskReminded(task_id=task.task_id, case_id=task.case_id, office=Office.parse(task.office_key), count=count)
    transaction.emit(said, subject=task.case_id, version=entry.seq)
    return count, times


async def escalate(transaction: Transaction, task: TaskState, case: CaseState, shown_to: Office) -> None:
    """Show an overdue task to the office above as well; it never decides (domain rules, §5b)."""
    entry = noted(task, case, "escalate", clock.business(), shown_to=shown_to.key)
    seen_by = list(dict.fromkeys([*case.seen_by, shown_to.key]))
    await write(transaction, entry, task={"shown_to": shown_to.key}, case={"seen_by": seen_by})
    said = TaskEscalated(
        task_id=task.task_id, case_id=task.case_id, office=Office.parse(task.office_key), shown_to=shown_to
    )
    transaction.emit(said, subject=task.case_id, version=entry.seq)


async def close(transaction: Transaction, task: TaskState, case: CaseState, reason: TaskEnd) -> None:
    """End an open task nobody needs to decide any more."""
    now = clock.business()
    entry = noted(task, case, "close", now, reason=reason)
    await write(transaction, entry, task={"state": "CLOSED", "closed_at": now, "closed_reason": reason})
    said = TaskClosed(task_id=task.task_id, case_id=task.case_id, reason=reason)
    transaction.emit(said, subject=task.case_id, version=entry.seq)


async def mark_overtaken(transaction: Transaction, task: TaskState, case: CaseState, reason: str) -> None:
    """Note that the task's decision came second to another fact; its author sees that in the summary."""
    if task.decision_id is None or task.decided_by is None:
        raise ValueError("the task has no decision")
    now = clock.business()
    entry = noted(task, case, "overtaken", now, decision_id=str(task.decision_id), reason=reason)
    await write(transaction, entry, task={"overtaken_at": now, "overtaken_reason": reason})
    said = DecisionOvertaken(
        decision_id=task.decision_id,
        case_id=task.case_id,
        decided_by=task.decided_by,
        reason=reason,
        log_head=entry.hmac,
    )
    transaction.emit(said, subject=task.case_id, version=entry.seq)


def noted(task: TaskState, case: CaseState, verb: LogVerb, at: datetime, **details: Any) -> Entry:
    """A log entry about a task, by nobody in particular, as the next of its case's log."""
    entry = Entry(entry_id=uuid7(), verb=verb, at=at, details=details, **about(task, case))
    return placed(entry, case.log_length, case.log_head)
