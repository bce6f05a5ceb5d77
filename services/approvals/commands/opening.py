"""Put a task before an office."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.working_days import after
from contracts.commands.approvals import OpenTask
from contracts.events.approvals import TaskOpened
from contracts.offices import Office
from services.approvals.commands.writing import placed, write
from services.approvals.domain.log import Entry
from services.approvals.domain.times import Times
from services.approvals.models import Case, Task

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
        Case.plan["rule_set_version"].as_integer().label("rule_set_version"),
        select(Task.due_at).where(_THERE).scalar_subquery().label("due_at"),
        select(Task.next_reminder_at).where(_THERE).scalar_subquery().label("next_reminder_at"),
    )
)


async def open_task(transaction: Transaction, asked: OpenTask) -> Times:
    """Put a frozen revision before its office. A task that is there already keeps its times."""
    known = {"begun_id": asked.case_id, "asked_task_id": asked.task_id}
    case = (await transaction.execute(LOCK_OR_BEGIN, known)).one()
    now = clock.business()
    if case.due_at is not None:
        return Times(now, case.due_at, case.next_reminder_at)
    times = Times(now, after(now, asked.stage.deadline), after(now, asked.stage.remind_after))
    office = asked.stage.office
    entry = placed(_entry(asked, times, case.rule_set_version), case.log_length, case.log_head)
    seen_by = list(dict.fromkeys([*case.seen_by, office.key]))
    await write(transaction, entry, case={"seen_by": seen_by}, new_task=_row(asked, times))
    # A task without its card is not to be seen yet; the card's coming announces it.
    if case.card_version:
        opened = TaskOpened(
            task_id=asked.task_id, case_id=asked.case_id, kind=asked.kind, stage=asked.stage.stage, round=asked.round,
            office=office, due_at=times.due_at,
        )  # fmt: skip
        transaction.emit(opened, subject=asked.case_id, version=entry.seq)
    return times


async def announce_waiting(transaction: Transaction, case_id: UUID, version: int) -> None:
    """Say of the case's open tasks that there is something to do, now that its card has come."""
    waiting = select(Task.task_id, Task.kind, Task.stage, Task.round, Task.office_key, Task.due_at).where(
        Task.case_id == case_id, Task.state == "OPEN"
    )
    for task in (await transaction.execute(waiting)).all():
        opened = TaskOpened(
            task_id=task.task_id, case_id=case_id, kind=task.kind, stage=task.stage, round=task.round,
            office=Office.parse(task.office_key), due_at=task.due_at,
        )  # fmt: skip
        transaction.emit(opened, subject=case_id, version=version)


def _entry(asked: OpenTask, times: Times, rule_set_version: int | None) -> Entry:
    return Entry(
        case_id=asked.case_id,
        entry_id=uuid7(),
        verb="open",
        at=times.now,
        task_id=asked.task_id,
        stage=asked.stage.stage,
        round=asked.round,
        revision=asked.revision,
        content_hash=asked.content_hash,
        rule_set_version=rule_set_version,
        details={"office": asked.stage.office.key, "due_at": times.due_at.isoformat(), "reason": asked.reason},
    )


def _row(asked: OpenTask, times: Times) -> dict[str, object]:
    return {
        "task_id": asked.task_id,
        "case_id": asked.case_id,
        "kind": asked.kind,
        "stage": asked.stage.stage,
        "round": asked.round,
        "office_key": asked.stage.office.key,
        "reason": asked.reason,
        "revision": asked.revision,
        "content_hash": asked.content_hash,
        "planned": asked.stage.model_dump(mode="json"),
        "opened_at": times.now,
        "due_at": times.due_at,
        "next_reminder_at": times.remind_at,
    }
