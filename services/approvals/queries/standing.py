"""How long things lie with whom, for those who look after a county or the city."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, Select, and_, cast, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from casework.holding import holds_as_json
from contracts.authority import Reach
from services.approvals.domain.standing import LATELY, Place, Tally
from services.approvals.models import Case, Task
from services.approvals.queries.parameters import seen_by
from services.approvals.queries.task import CASE, SHOWN, TASK, Shown, shown

WHERE = (Task.kind, Task.stage, Task.office_key)
NOTHING = cast(literal("0"), Interval)


def _within(reach: Reach) -> ColumnElement[bool]:
    seen = true() if reach.everywhere else Case.county.in_(sorted(reach.counties))
    return and_(Case.case_no.is_not(None), seen)


def _open(reach: Reach, now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *WHERE,
            func.count().label("open"),
            func.count().filter(Task.due_at < now).label("overdue"),
            (literal(now) - func.min(Task.opened_at)).label("longest"),
            literal(0).label("decided"),
            NOTHING.label("took"),
        )
        .join(Case, Case.case_id == Task.case_id)
        .where(Task.state == "OPEN", _within(reach))
        .group_by(*WHERE)
    )


def _decided(reach: Reach, now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *WHERE,
            literal(0).label("open"),
            literal(0).label("overdue"),
            NOTHING.label("longest"),
            func.count().label("decided"),
            func.sum(Task.decided_at - Task.opened_at).label("took"),
        )
        .join(Case, Case.case_id == Task.case_id)
        .where(Task.decided_at > now - LATELY, _within(reach))
        .group_by(*WHERE)
    )


async def places(connection: AsyncConnection, reach: Reach, now: datetime) -> list[Place]:
    """Every office that has something open or decided something lately, within reach."""
    rows = await connection.execute(_open(reach, now).union_all(_decided(reach, now)))
    found = dict[tuple[str, str, str], Tally]()
    for kind, stage, office_key, *counted in rows:
        found.setdefault((kind, stage, office_key), Tally()).add(Tally(*counted))
    return [Place(*where, _not_before(tally)) for where, tally in found.items()]


def _not_before(tally: Tally) -> Tally:
    # A clock that was set back must not make anything wait for less than no time.
    tally.longest = max(tally.longest, timedelta())
    return tally


async def oldest(connection: AsyncConnection, reach: Reach, person_id: Any, now: datetime, limit: int) -> list[Shown]:
    """Open tasks within reach, those that wait longest first."""
    statement = (
        select(*TASK, *CASE, *SHOWN, holds_as_json())
        .join(Case, Case.case_id == Task.case_id)
        .where(Task.state == "OPEN", _within(reach))
        .order_by(Task.opened_at, Task.task_id)
        .limit(limit)
    )
    return [shown(row) for row in await connection.execute(statement, seen_by(person_id, now))]
