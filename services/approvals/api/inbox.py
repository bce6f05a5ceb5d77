"""Inboxes and the home page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from chassis import clock
from chassis.web.fields import After, Code, Limit, SearchText
from chassis.web.http import Caller, Reading
from contracts.rules import Stage
from services.approvals.api.items import TaskItem, item
from services.approvals.domain.urgency import Calendar, Urgency
from services.approvals.queries import inbox, summary
from services.approvals.queries.filters import Filters
from services.approvals.queries.inbox import PRESSING
from services.approvals.queries.summary import LATEST_DECIDED, LATEST_STARTED
from services.approvals.queries.tasks import Shown

router = APIRouter(tags=["inbox"])


class Counts(BaseModel):
    """Open tasks by urgency; numbers above 1,000 are told as 1,000 and `capped`."""

    overdue: int = 0
    today: int = 0
    week: int = 0
    later: int = 0
    total: int
    capped: bool


class Here(BaseModel):
    """Where a case stands."""

    stage: str
    office_name: str
    since: datetime
    due_at: datetime


class StartedItem(BaseModel):
    """One of the reader's own cases."""

    case_id: UUID
    case_no: str
    kind: str
    title: str
    studio_name: str
    state: str
    submitted_at: datetime
    correction_until: datetime | None
    here: Here | None


class InboxPage(BaseModel):
    """A page of tasks, or for the box `started` of cases."""

    items: list[TaskItem] | list[StartedItem]
    next: str | None
    counts: Counts


class ReminderItem(BaseModel):
    """An open task the office was urged about."""

    model_config = ConfigDict(from_attributes=True)

    task_id: UUID
    case_id: UUID
    case_no: str
    title: str
    due_at: datetime
    count: int
    last_at: datetime


class OvertakenItem(BaseModel):
    """A decision of the reader that came second to another fact."""

    model_config = ConfigDict(from_attributes=True)

    task_id: UUID
    case_id: UUID
    decision_id: UUID
    case_no: str
    title: str
    verb: str
    decided_at: datetime
    overtaken_at: datetime
    reason: str


class Summary(BaseModel):
    """The home page and the bell; `unread` counts reminders and overtaken decisions."""

    waiting: Counts
    reminders: list[ReminderItem]
    started: list[StartedItem]
    overtaken: list[OvertakenItem]
    unread: int


@router.get("/inbox")
async def read_inbox(
    reading: Reading,
    caller: Caller,
    box: Literal["mine", "offices", "shown", "done", "started"] = "offices",
    urgency: Urgency | None = None,
    stage: Stage | None = None,
    county: Code = None,
    studio_id: UUID | None = None,
    q: SearchText = None,
    proxy: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> InboxPage:
    """Open tasks claimed by the caller, of their offices or shown to these; what they decided; cases they started."""
    now = clock.business()
    filters = Filters(stage, county, studio_id, q)
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
    return _page(shown, more, asked, _counts(await inbox.counts(reading, asked)))


@router.get("/summary")
async def read_summary(reading: Reading, caller: Caller) -> Summary:
    """What waits for the caller, what was urged, what they started."""
    asked = inbox.Asked(caller.person_id, clock.business())
    reminders = await summary.reminders(reading, asked)
    overtaken = await summary.overtaken(reading, caller.person_id, asked.now)
    return Summary(
        waiting=_counts(await inbox.counts(reading, asked)),
        reminders=[ReminderItem.model_validate(row) for row in reminders],
        started=[_started_item(row) for row in await summary.started(reading, caller.person_id, {}, 5)],
        overtaken=[OvertakenItem.model_validate(row) for row in overtaken],
        unread=len(reminders) + len(overtaken),
    )


async def _started(reading: Reading, person_id: UUID, after: str | None, limit: int) -> InboxPage:
    rows = await summary.started(reading, person_id, LATEST_STARTED.place(after), limit + 1)
    shown, more = LATEST_STARTED.split(rows, limit, lambda row: (row.submitted_at, row.case_id))
    counts = _total(await summary.count_started(reading, person_id))
    return InboxPage(items=[_started_item(row) for row in shown], next=more, counts=counts)


def _started_item(row: Any) -> StartedItem:
    here = None
    if row.stage is not None:
        here = Here(stage=row.stage, office_name=row.office_name, since=row.opened_at, due_at=row.due_at)
    return StartedItem(**{name: getattr(row, name) for name in StartedItem.model_fields if name != "here"}, here=here)


def _page(rows: Sequence[Shown], more: str | None, asked: inbox.Asked, counts: Counts) -> InboxPage:
    calendar = Calendar.at(asked.now)
    items = [item(row, asked.person_id, calendar) for row in rows]
    return InboxPage.model_construct(items=items, next=more, counts=counts)


def _counts(found: dict[Urgency, int]) -> Counts:
    total = sum(found.values())
    told = {urgency: min(number, inbox.COUNT_CAP) for urgency, number in found.items()}
    return Counts(**told, total=min(total, inbox.COUNT_CAP), capped=total > inbox.COUNT_CAP)


def _total(number: int) -> Counts:
    return Counts(total=min(number, inbox.COUNT_CAP), capped=number > inbox.COUNT_CAP)
