"""Tasks with their cases: the locked load every change begins with, and the same without a lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.approvals.domain.authority import Hold
from services.approvals.domain.judging import CaseState, TaskState
from services.approvals.models import Case, Task
from services.approvals.queries.offices import holds_as_json, office_name, read_holds

TASK = (
    Task.task_id, Task.case_id, Task.kind, Task.stage, Task.round, Task.office_key, Task.shown_to, Task.state, Task.reason,
    Task.revision, Task.content_hash, Task.planned, Task.opened_at, Task.due_at, Task.next_reminder_at,
    Task.reminded_count, Task.claimed_by, Task.claimed_by_name, Task.claimed_at, Task.decision_id, Task.decided_at,
    Task.decided_by, Task.decided_by_name, Task.decided_for_name, Task.verb, Task.opinion, Task.closed_at,
    Task.closed_reason, Task.overtaken_at,
)  # fmt: skip
CASE = (
    Case.case_no, Case.county, Case.parties, Case.seen_by, Case.deciders, Case.log_length, Case.log_head,
    Case.revision.label("card_revision"), Case.content_hash.label("card_hash"),
    Case.plan["rule_set_version"].as_integer().label("rule_set_version"),
)  # fmt: skip
SHOWN = (
    Case.title, Case.applicant_name, Case.school_name, Case.studio_id, Case.studio_name,
    office_name(Task.office_key).label("office_name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """A task, its case, and the offices the person who asks acts for."""

    task: TaskState
    case: CaseState
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a task's case."""

    case_no: str
    title: str
    applicant_name: str
    school_name: str
    studio_id: UUID
    studio_name: str
    county: str
    office_name: str


@dataclass(frozen=True, slots=True)
class Shown(Loaded):
    """A task as a list shows it."""

    card: Card


def _loading(*more: Any) -> Select[Any]:
    return select(*TASK, *CASE, *more).join(Case, Case.case_id == Task.case_id)


async def lock(connection: AsyncConnection, task_id: UUID) -> Loaded | None:
    """The task and its case, locked until the transaction ends."""
    # Both rows: whoever waited for one of them sees both as they are then.
    statement = _loading().where(Task.task_id == task_id).with_for_update(of=[Case, Task], key_share=True)
    row = (await connection.execute(statement)).one_or_none()
    return row and _loaded(row)


async def lock_for(connection: AsyncConnection, task_id: UUID, person_id: UUID, now: datetime) -> Loaded | None:
    """The same, with what the person acts for: everything a decision needs, in one round trip."""
    statement = (
        _loading(holds_as_json(person_id, now).label("holds"))
        .where(Task.task_id == task_id)
        .with_for_update(of=[Case, Task], key_share=True)
    )
    row = (await connection.execute(statement)).one_or_none()
    return row and _loaded(row)


async def lock_decided(connection: AsyncConnection, decision_id: UUID) -> Loaded | None:
    """The task a decision was taken on, locked."""
    statement = _loading().where(Task.decision_id == decision_id).with_for_update(of=[Case, Task], key_share=True)
    row = (await connection.execute(statement)).one_or_none()
    return row and _loaded(row)


async def look_at(
    connection: AsyncConnection, task_ids: Sequence[UUID], person_id: UUID, now: datetime
) -> dict[UUID, Shown]:
    """Tasks whose case is known as they stand, without a lock, with what the person acts for."""
    statement = _loading(*SHOWN, holds_as_json(person_id, now).label("holds")).where(
        Task.task_id.in_(task_ids), Case.case_no.is_not(None)
    )
    return {row.task_id: shown(row) for row in await connection.execute(statement)}


def shown(row: Any) -> Shown:
    """A row of TASK, CASE, SHOWN and `holds`."""
    loaded = _loaded(row)
    card = Card(
        row.case_no, row.title, row.applicant_name, row.school_name, row.studio_id, row.studio_name, row.county,
        row.office_name,
    )  # fmt: skip
    return Shown(loaded.task, loaded.case, loaded.holds, card)


def _loaded(row: Any) -> Loaded:
    return Loaded(
        TaskState(**{column.key: getattr(row, column.key) for column in TASK}),
        CaseState(
            case_id=row.case_id,
            case_no=row.case_no,
            county=row.county,
            parties=row.parties,
            seen_by=row.seen_by,
            deciders={stage: {UUID(person) for person in people} for stage, people in row.deciders.items()},
            revision=row.card_revision,
            content_hash=row.card_hash,
            rule_set_version=row.rule_set_version,
            log_length=row.log_length,
            log_head=row.log_head,
        ),
        read_holds(getattr(row, "holds", None)),
    )
