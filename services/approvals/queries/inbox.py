"""Inboxes. Each office's open tasks are read along one index, so that a hundred thousand cost what a hundred do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from casework.holding import PERSON_ID, holds, holds_as_json
from chassis.store.base import MOMENT
from chassis.store.pages import Order
from services.approvals.domain.task import TaskState
from services.approvals.domain.urgency import URGENCIES, Urgency
from services.approvals.models import Case, Task
from services.approvals.queries.claim import claim_counts
from services.approvals.queries.filters import Filters, due_within
from services.approvals.queries.parameters import CLAIMS_SINCE, LIMIT, PROXY_ID, seen_by
from services.approvals.queries.task import CASE, SHOWN, TASK, Shown, shown

Box = Literal["mine", "offices", "shown"]
COUNT_CAP = 1000
PRESSING = Order("inbox", Task.due_at, Task.task_id)
UNFILTERED = Filters()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose inbox, which of them, narrowed to what; `proxy_id` leaves only what that proxy covers."""

    person_id: UUID
    now: datetime
    box: Box = "offices"
    filters: Filters = UNFILTERED
    proxy_id: UUID | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """For the statements below."""
        return seen_by(self.person_id, self.now, proxy_id=self.proxy_id)


def places(box: Box, by_proxy: bool) -> CTE:
    """The offices whose tasks are shown, each once; what is claimed is found without them."""
    if box == "mine":
        return select(literal("").label("office_key")).cte("places")
    held = holds()
    offices = select(held.c.office_key).distinct()
    return (offices.where(held.c.proxy_id == PROXY_ID) if by_proxy else offices).cte("places")


def _within(box: Box, offices: CTE) -> list[ColumnElement[bool]]:
    if box == "mine":
        return [Task.state == "OPEN", Task.claimed_by == PERSON_ID, Task.claimed_at > CLAIMS_SINCE, claim_counts()]
    column = Task.office_key if box == "offices" else Task.shown_to
    return [Task.state == "OPEN", column == offices.c.office_key]


@lru_cache(maxsize=64)
def _page(box: Box, by_proxy: bool, urgency: Urgency | None, continued: bool, filters: Filters) -> Select[Any]:
    offices = places(box, by_proxy)
    rows: Select[Any] = (
        select(*TASK, *CASE, *SHOWN)
        .join(Case, Case.case_id == Task.case_id)
        .where(*_within(box, offices), Case.case_no.is_not(None), *filters.conditions(), *due_within(urgency))
        .order_by(*PRESSING.by)
        .limit(LIMIT)
        .correlate(offices)
    )
    if continued:
        rows = rows.where(PRESSING.beyond)
    each = rows.lateral("each")
    statement: Select[Any] = select(each, holds_as_json()).select_from(offices.join(each, true()))
    return statement.order_by(each.c.due_at, each.c.task_id).limit(LIMIT)


async def page(
    connection: AsyncConnection, asked: Asked, urgency: Urgency | None, begin: dict[str, Any], limit: int
) -> Sequence[Shown]:
    """Open tasks, the most pressing first, beginning behind a place."""
    statement = _page(asked.box, asked.proxy_id is not None, urgency, bool(begin), asked.filters)
    rows = await connection.execute(statement, asked.parameters | begin | {"row_limit": limit})
    return [shown(row) for row in rows]


@lru_cache(maxsize=64)
def _counts(box: Box, by_proxy: bool, filters: Filters) -> CompoundSelect[Any]:
    offices = places(box, by_proxy)
    return union_all(*(_count(box, offices, urgency, filters) for urgency in URGENCIES))


def _count(box: Box, offices: CTE, urgency: Urgency, filters: Filters) -> Select[Any, Any]:
    rows: Select[Any] = select(literal(1).label("one")).select_from(Task).correlate(offices)
    if filters.on_cases:
        rows = rows.join(Case, Case.case_id == Task.case_id)
    each = rows.where(*_within(box, offices), *filters.conditions(), *due_within(urgency))
    if not filters.on_cases:
        # In the order of its index: for an office that has little to do, the planner would else walk all tasks there are.
        each = each.order_by(Task.due_at, Task.task_id)
    found = each.limit(COUNT_CAP + 1).lateral("each")
    capped = select(found.c.one).select_from(offices.join(found, true())).limit(COUNT_CAP + 1).subquery()
    return select(literal(urgency), func.count()).select_from(capped)


async def counts(connection: AsyncConnection, asked: Asked) -> dict[Urgency, int]:
    """Open tasks by urgency, each counted no further than COUNT_CAP + 1."""
    statement = _counts(asked.box, asked.proxy_id is not None, asked.filters)
    return dict((await connection.execute(statement, asked.parameters)).all())


def _next_open() -> Select[Any]:
    others = (
        select(Task.task_id)
        .where(
            Task.office_key == bindparam("next_office", type_=Text()),
            Task.state == "OPEN",
            Task.task_id != bindparam("next_after_id", type_=Uuid()),
            or_(not_(claim_counts()), Task.claimed_by == PERSON_ID, Task.claimed_at <= CLAIMS_SINCE),
        )
        .order_by(Task.due_at, Task.task_id)
        .limit(1)
    )
    begin = tuple_(bindparam("next_after", type_=MOMENT), bindparam("next_after_id", type_=Uuid()))
    later = others.where(tuple_(Task.due_at, Task.task_id) > begin)
    found: Select[Any] = select(func.coalesce(later.scalar_subquery(), others.scalar_subquery()))
    return found


# What the same office has to do after a task, or else first of all; nothing somebody else has taken on.
NEXT_OPEN = _next_open()


def after_task(task: TaskState, person_id: UUID, now: datetime) -> dict[str, Any]:
    """The parameters of NEXT_OPEN."""
    place = {"next_office": task.office_key, "next_after": task.due_at, "next_after_id": task.task_id}
    return seen_by(person_id, now, **place)
