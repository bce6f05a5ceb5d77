"""Inboxes. Each office's open tasks are read along one index, so that a hundred thousand cost what a hundred do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, func, literal, or_, select, true, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.approvals.domain.judging import CLAIM_LASTS, TaskState
from services.approvals.domain.urgency import URGENCIES, Calendar, Urgency
from services.approvals.models import Case, Task
from services.approvals.queries.filters import Cursor, Filters, due_within
from services.approvals.queries.offices import holds_as_json, holds_at
from services.approvals.queries.tasks import CASE, SHOWN, TASK, Shown, shown

Box = Literal["mine", "offices", "shown"]
COUNT_CAP = 1000
UNFILTERED = Filters()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose inbox, which of them, narrowed to what; `proxy_id` leaves only what that proxy covers."""

    person_id: UUID
    now: datetime
    box: Box = "offices"
    filters: Filters = UNFILTERED
    proxy_id: UUID | None = None

    def places(self) -> CTE:
        """The offices whose tasks are shown, each once; what is claimed is found without them."""
        if self.box == "mine":
            return select(literal("").label("office_key")).cte("places")
        holds = holds_at(self.person_id, self.now)
        offices = select(holds.c.office_key).distinct()
        if self.proxy_id is not None:
            offices = offices.where(holds.c.proxy_id == self.proxy_id)
        return offices.cte("places")

    def within(self, places: CTE) -> list[ColumnElement[bool]]:
        """Which open tasks belong to the box, `places` being one office or, for what is claimed, of no matter."""
        if self.box == "mine":
            claims = [Task.claimed_by == self.person_id, Task.claimed_at > self.now - CLAIM_LASTS]
            return [Task.state == "OPEN", *claims]
        column = Task.office_key if self.box == "offices" else Task.shown_to
        return [Task.state == "OPEN", column == places.c.office_key]


async def page(
    connection: AsyncConnection, asked: Asked, urgency: Urgency | None, after: Cursor | None, limit: int
) -> Sequence[Shown]:
    """Open tasks, the most pressing first, beginning after a row."""
    places = asked.places()
    rows: Select[Any] = (
        select(*TASK, *CASE, *SHOWN)
        .join(Case, Case.case_id == Task.case_id)
        .where(*asked.within(places), Case.case_no.is_not(None), *asked.filters.conditions())
        .where(*due_within(Calendar.at(asked.now), urgency))
        .order_by(Task.due_at, Task.task_id)
        .limit(limit)
        .correlate(places)
    )
    if after is not None:
        rows = rows.where(tuple_(Task.due_at, Task.task_id) > tuple_(literal(after.at), literal(after.id)))
    each = rows.lateral("each")
    statement = (
        select(each, holds_as_json(asked.person_id, asked.now).label("holds"))
        .select_from(places.join(each, true()))
        .order_by(each.c.due_at, each.c.task_id)
        .limit(limit)
    )
    return [shown(row) for row in await connection.execute(statement)]


async def counts(connection: AsyncConnection, asked: Asked) -> dict[Urgency, int]:
    """Open tasks by urgency, each counted no further than COUNT_CAP + 1."""
    calendar = Calendar.at(asked.now)
    places = asked.places()
    branches = [_count(asked, places, calendar, urgency) for urgency in URGENCIES]
    rows = await connection.execute(union_all(*branches))
    return dict(rows.all())


def _count(asked: Asked, places: CTE, calendar: Calendar, urgency: Urgency) -> Select[Any, Any]:
    rows: Select[Any] = select(literal(1).label("one")).select_from(Task).correlate(places)
    if asked.filters.on_cases:
        rows = rows.join(Case, Case.case_id == Task.case_id)
    rows = rows.where(*asked.within(places), *asked.filters.conditions(), *due_within(calendar, urgency))
    each = rows.limit(COUNT_CAP + 1).lateral("each")
    capped = select(each.c.one).select_from(places.join(each, true())).limit(COUNT_CAP + 1).subquery()
    return select(literal(urgency), func.count()).select_from(capped)


def next_open(task: TaskState, person_id: UUID, now: datetime) -> Select[tuple[UUID | None]]:
    """What the same office has to do after this task, or else first of all; nothing somebody else has taken on."""
    others = (
        select(Task.task_id)
        .where(
            Task.office_key == task.office_key,
            Task.state == "OPEN",
            Task.task_id != task.task_id,
            or_(Task.claimed_by.is_(None), Task.claimed_by == person_id, Task.claimed_at <= now - CLAIM_LASTS),
        )
        .order_by(Task.due_at, Task.task_id)
        .limit(1)
    )
    later = others.where(tuple_(Task.due_at, Task.task_id) > tuple_(literal(task.due_at), literal(task.task_id)))
    return select(func.coalesce(later.scalar_subquery(), others.scalar_subquery()))
