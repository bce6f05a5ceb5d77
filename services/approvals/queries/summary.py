"""The home page: what was urged, what was overtaken, what came of what the person waited for, what they started."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Select, func, literal, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from casework.holding import holds_as_json
from chassis.store.pages import Order
from services.approvals.models import Case, Outcome, Task
from services.approvals.queries.inbox import COUNT_CAP, Asked, places
from services.approvals.queries.office import office_name
from services.approvals.queries.task import CASE, SHOWN, TASK, Shown, shown

# An overtaken decision needs no answer; it is told until its case was opened, for so long at most, and stays in the log for good.
TOLD_FOR = timedelta(days=14)
MOST = 20
# The bell counts more than is listed, as far as it says a number.
COUNTED = 100
LATEST_STARTED = Order("started", Case.submitted_at, Case.case_id, falling=True)
LATEST_DECIDED = Order("done", Task.decided_at, Task.task_id, falling=True)


# How many there are in all, beside each row.
_TOTAL = func.count().over().label("total")


def total(rows: Sequence[Any]) -> int:
    """How many there are of what is listed here up to MOST."""
    return rows[0].total if rows else 0


def _listed(found: Select[*tuple[Any, ...]], by: str) -> Select[*tuple[Any, ...]]:
    counted = found.limit(COUNTED).subquery("counted")
    return select(counted, _TOTAL).order_by(counted.c[by].desc()).limit(MOST)


def _reminders() -> Select[Any]:
    offices = places("offices", by_proxy=False)
    each = (
        select(
            Task.task_id,
            Task.case_id,
            Case.case_no,
            Case.title,
            Task.due_at,
            Task.reminded_count.label("count"),
            Task.last_reminded_at.label("last_at"),
        )
        .join(Case, Case.case_id == Task.case_id)
        .where(
            Task.office_key == offices.c.office_key,
            Task.state == "OPEN",
            Task.reminded_count > 0,
            Case.case_no.is_not(None),
        )
        .order_by(Task.last_reminded_at.desc())
        .limit(COUNTED)
        .correlate(offices)
        .lateral("each")
    )
    statement: Select[Any] = select(each, _TOTAL).select_from(offices.join(each, true()))
    return statement.order_by(each.c.last_at.desc()).limit(MOST)


REMINDERS = _reminders()


async def reminders(connection: AsyncConnection, asked: Asked) -> Sequence[Any]:
    """Open tasks of the person's offices that were urged, the latest first."""
    rows: Sequence[Any] = (await connection.execute(REMINDERS, asked.parameters)).all()
    return rows


async def overtaken(connection: AsyncConnection, person_id: UUID, now: datetime) -> Sequence[Any]:
    """The person's decisions of the last two weeks that came second to another fact, in cases they have not opened since."""
    found = (
        select(
            Task.task_id,
            Task.case_id,
            Task.decision_id,
            Case.case_no,
            Case.title,
            Task.verb,
            Task.decided_at,
            Task.overtaken_at,
            Task.overtaken_reason.label("reason"),
        )
        .join(Case, Case.case_id == Task.case_id)
        .where(Task.decided_by == person_id, Task.overtaken_at > now - TOLD_FOR, Task.overtaken_seen_at.is_(None))
        .order_by(Task.overtaken_at.desc())
    )
    return (await connection.execute(_listed(found, "overtaken_at"))).all()


async def outcomes(connection: AsyncConnection, person_id: UUID) -> Sequence[Any]:
    """What the person was told of cases and has not seen yet, the newest first."""
    found = (
        select(Outcome.case_id, Case.case_no, Case.kind, Case.title, Outcome.state, Outcome.at)
        .join(Case, Case.case_id == Outcome.case_id)
        .where(Outcome.person_id == person_id, Outcome.seen_at.is_(None), Case.case_no.is_not(None))
        .order_by(Outcome.at.desc())
    )
    return (await connection.execute(_listed(found, "at"))).all()


def _here() -> Any:
    place = func.json_build_object(
        "task_id", Task.task_id, "stage", Task.stage, "turn", Task.turn, "seat", Task.seat,
        "office_name", office_name(Task.office_key), "since", Task.opened_at, "due_at", Task.due_at,
    )  # fmt: skip
    each = aggregate_order_by(place, Task.opened_at, Task.stage, Task.seat)
    places = select(func.json_agg(each, type_=JSON)).where(Task.case_id == Case.case_id, Task.state == "OPEN")
    return places.scalar_subquery().label("here")


async def started(connection: AsyncConnection, person_id: UUID, begin: dict[str, Any], limit: int) -> Sequence[Any]:
    """The person's own cases and where each stands (`here`: its open tasks, None for none), the newest first."""
    statement = (
        select(
            Case.case_id,
            Case.case_no,
            Case.kind,
            Case.title,
            Case.studio_name,
            Case.state,
            Case.finished,
            Case.submitted_at,
            Case.until,
            _here(),
        )
        .where(Case.applicant_id == person_id)
        .order_by(*LATEST_STARTED.by)
        .limit(limit)
    )
    if begin:
        statement = statement.where(LATEST_STARTED.beyond)
    return (await connection.execute(statement, begin)).all()


async def done(connection: AsyncConnection, asked: Asked, begin: dict[str, Any], limit: int) -> Sequence[Shown]:
    """What the person decided, the latest first."""
    statement = (
        select(*TASK, *CASE, *SHOWN, holds_as_json())
        .join(Case, Case.case_id == Task.case_id)
        .where(Task.decided_by == asked.person_id, Case.case_no.is_not(None), *asked.filters.conditions())
        .order_by(*LATEST_DECIDED.by)
        .limit(limit)
    )
    if begin:
        statement = statement.where(LATEST_DECIDED.beyond)
    return [shown(row) for row in await connection.execute(statement, asked.parameters | begin)]


async def count_done(connection: AsyncConnection, asked: Asked) -> int:
    """How much the person decided, counted no further than COUNT_CAP + 1."""
    rows = (
        select(literal(1))
        .select_from(Task)
        .join(Case, Case.case_id == Task.case_id)
        .where(Task.decided_by == asked.person_id, *asked.filters.conditions())
        .limit(COUNT_CAP + 1)
    )
    return int((await connection.execute(select(func.count()).select_from(rows.subquery()))).scalar_one())


async def count_started(connection: AsyncConnection, person_id: UUID) -> int:
    """How many cases the person started, counted no further than COUNT_CAP + 1."""
    rows = select(literal(1)).select_from(Case).where(Case.applicant_id == person_id).limit(COUNT_CAP + 1)
    return int((await connection.execute(select(func.count()).select_from(rows.subquery()))).scalar_one())
