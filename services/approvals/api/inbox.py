"""Inboxes: what waits, what was decided, what was started."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chassis import clock
from chassis.web.fields import After, Code, Limit, SearchText
from chassis.web.http import Caller, Reading
from services.approvals.api.case_view import Place
from services.approvals.api.task_item import TaskItem, item
from services.approvals.domain.urgency import Calendar, Urgency
from services.approvals.queries import inbox, summary
from services.approvals.queries.filters import Filters
from services.approvals.queries.inbox import PRESSING
from services.approvals.queries.summary import LATEST_DECIDED, LATEST_STARTED
from services.approvals.queries.task import Shown

router = APIRouter(tags=["inbox"])


class Counts(BaseModel):
    """Open tasks by urgency; numbers above 1,000 are told as 1,000 and `capped`."""

    overdue: int = 0
    today: int = 0
    week: int = 0
    later: int = 0
    total: int
    capped: bool


class StartedItem(BaseModel):
    """One of the reader's own cases."""

    case_id: UUID
    case_no: str
    kind: str
    title: str
    studio_name: str | None
    state: str
    finished: bool
    submitted_at: datetime
    until: datetime | None
    here: list[Place]


class InboxPage(BaseModel):
    """A page of tasks, or for the box `started` of cases."""

    items: list[TaskItem] | list[StartedItem]
    next: str | None
    counts: Counts


@router.get("/inbox")
async def read_inbox(
    reading: Reading,
    caller: Caller,
    box: Literal["mine", "offices", "shown", "done", "started"] = "offices",
    urgency: Urgency | None = None,
    kind: Code = None,
    stage: Code = None,
    county: Code = None,
    studio_id: UUID | None = None,
    q: SearchText = None,
    proxy: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> InboxPage:
    """Open tasks claimed by the caller, of their offices or shown to these; what they decided; cases they started."""
    now = clock.business()
    filters = Filters(kind, stage, county, studio_id, q)
    if box == "started":
        return await _started(reading, caller.person_id, after, limit)
    if box == "done":
        asked = inbox.Asked(caller.person_id, now, filters=filters)
        rows = await summary.done(reading, asked, LATEST_DECIDED.place(after), limit + 1)
        shown, more = LATEST_DECIDED.split(rows, limit, lambda row: (row.task.decided_at, row.task.task_id))
        return _page(shown, more, asked, _total(await summary.count_done(reading, asked)))
    asked = inbox.Asked(caller.person_id, now, box, filters, proxy)
    rows = await inbox.page(reading, asked, urgency, PRESSING.place(after), limit + 1)
    shown, more = PRESSING.split(rows, limit, lambda row: (row.task.due_at, row.task.task_id))
    return _page(shown, more, asked, told_counts(await inbox.counts(reading, asked)))


async def _started(reading: Reading, person_id: UUID, after: str | None, limit: int) -> InboxPage:
    rows = await summary.started(reading, person_id, LATEST_STARTED.place(after), limit + 1)
    shown, more = LATEST_STARTED.split(rows, limit, lambda row: (row.submitted_at, row.case_id))
    counts = _total(await summary.count_started(reading, person_id))
    return InboxPage(items=[started_item(row) for row in shown], next=more, counts=counts)


def started_item(row: Any) -> StartedItem:
    """From a row of what somebody started."""
    told = {name: getattr(row, name) for name in StartedItem.model_fields}
    return StartedItem(**told | {"here": row.here or []})


def _page(rows: Sequence[Shown], more: str | None, asked: inbox.Asked, counts: Counts) -> InboxPage:
    calendar = Calendar.at(asked.now)
    items = [item(row, asked.person_id, calendar) for row in rows]
    return InboxPage.model_construct(items=items, next=more, counts=counts)


def told_counts(found: dict[Urgency, int]) -> Counts:
    """Numbers as they are told: no further than the cap."""
    total = sum(found.values())
    told = {urgency: min(number, inbox.COUNT_CAP) for urgency, number in found.items()}
    return Counts(**told, total=min(total, inbox.COUNT_CAP), capped=total > inbox.COUNT_CAP)


def _total(number: int) -> Counts:
    return Counts(total=min(number, inbox.COUNT_CAP), capped=number > inbox.COUNT_CAP)
