"""Tasks with their cases: the locked load every change begins with, and the same without a lock."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from casework.authority import Hold
from casework.holding import holds_as_json, read_holds
from services.approvals.domain.case import CaseState
from services.approvals.domain.task import TaskState
from services.approvals.models import Case, Task
from services.approvals.queries.claim import CLAIMED_BY
from services.approvals.queries.office import office_name

STORED = {field.name: getattr(Task, field.name) for field in fields(TaskState)}
# As people see it: a claim counts while its holder may decide.
TASK = tuple((STORED | {"claimed_by": CLAIMED_BY}).values())
CASE = (
    Case.case_no, Case.county, Case.parties, Case.seen_by, Case.deciders, Case.log_length, Case.log_head,
    Case.revision.label("card_revision"), Case.content_hash.label("card_hash"),
    Case.plan["rule_set_version"].as_integer().label("rule_set_version"), Case.plan["writing"].label("planned_writing"),
    Case.finished,
)  # fmt: skip
# As many facts as a row of a list has room for.
FIRST_FACTS = func.jsonb_path_query_array(Case.facts, text("'$[0 to 2]'"), type_=JSONB).label("facts")
SHOWN = (
    Case.title, Case.applicant_name, Case.school_name, Case.studio_id, Case.studio_name, FIRST_FACTS,
    office_name(Task.office_key).label("office_name"),
)  # fmt: skip
CASE_AT = len(TASK)
SHOWN_AT = CASE_AT + len(CASE)


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
    county: str | None
    title: str
    applicant_name: str | None
    school_name: str | None
    studio_id: UUID | None
    studio_name: str | None
    facts: list[dict[str, Any]]
    office_name: str


@dataclass(frozen=True, slots=True)
class Shown(Loaded):
    """A task as a list shows it."""

    card: Card


def _loading(*more: Any, task: Sequence[Any] = TASK) -> Select[Any]:
    return select(*task, *CASE, *more).join(Case, Case.case_id == Task.case_id)


def _locking(statement: Select[Any]) -> Select[Any]:
    # Both rows: whoever waited for one of them sees both as they are then.
    return statement.with_for_update(of=[Case, Task], key_share=True)


_TASK_ID = bindparam("task_id", type_=Uuid())
LOCK = _locking(_loading(task=tuple(STORED.values())).where(Task.task_id == _TASK_ID))
LOCK_FOR = _locking(_loading(holds_as_json()).where(Task.task_id == _TASK_ID))
_OPEN = and_(Task.case_id == bindparam("open_of", type_=Uuid()), Task.state == "OPEN")
_OPENED = (Task.opened_at, Task.stage, Task.seat)
OPEN_OF = select(*STORED.values()).where(_OPEN).order_by(*_OPENED)
_LOOKING = _loading(*SHOWN, holds_as_json()).where(Case.case_no.is_not(None))
LOOK_AT = _LOOKING.where(Task.task_id.in_(bindparam("task_ids", expanding=True)))
LOOK_AT_OPEN = _LOOKING.where(_OPEN).order_by(*_OPENED)


async def lock(connection: AsyncConnection, task_id: UUID) -> Loaded | None:
    """The task and its case, locked until the transaction ends."""
    row = (await connection.execute(LOCK, {"task_id": task_id})).one_or_none()
    return row and _loaded(row, None)


async def lock_for(connection: AsyncConnection, task_id: UUID, person_id: UUID, now: datetime) -> Loaded | None:
    """The same, with what the person acts for: everything a decision needs, in one round trip."""
    asked = {"task_id": task_id, "person_id": person_id, "now": now}
    row = (await connection.execute(LOCK_FOR, asked)).one_or_none()
    return row and _loaded(row, row.holds)


async def open_of(connection: AsyncConnection, case_id: UUID) -> list[TaskState]:
    """The open tasks of a case, in the order in which they were opened. With the case's row locked, they stay as they are."""
    return [TaskState(*row) for row in await connection.execute(OPEN_OF, {"open_of": case_id})]


async def look_at(
    connection: AsyncConnection, task_ids: Sequence[UUID], person_id: UUID, now: datetime
) -> dict[UUID, Shown]:
    """Tasks whose case is known as they stand, without a lock, with what the person acts for."""
    asked = {"task_ids": task_ids, "person_id": person_id, "now": now}
    return {row.task_id: shown(row) for row in await connection.execute(LOOK_AT, asked)}


async def look_at_open(connection: AsyncConnection, case_id: UUID, person_id: UUID, now: datetime) -> list[Shown]:
    """The open tasks of a case in the same way, in the order in which they were opened."""
    asked = {"open_of": case_id, "person_id": person_id, "now": now}
    return [shown(row) for row in await connection.execute(LOOK_AT_OPEN, asked)]


def shown(row: Any) -> Shown:
    """A row of TASK, CASE, SHOWN and `holds`."""
    loaded = _loaded(row, row.holds)
    card = Card(row.case_no, row.county, *row[SHOWN_AT : SHOWN_AT + len(SHOWN)])
    return Shown(loaded.task, loaded.case, loaded.holds, card)


def _loaded(row: Any, holds: Any) -> Loaded:
    case_no, county, parties, seen_by, deciders, *rest = row[CASE_AT:SHOWN_AT]
    acted = {place: {UUID(person) for person in people} for place, people in deciders.items()}
    case = CaseState(row.case_id, case_no, county, parties, seen_by, acted, *rest)
    return Loaded(TaskState(*row[:CASE_AT]), case, read_holds(holds))
