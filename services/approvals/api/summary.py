"""The home page and the bell."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from chassis import clock
from chassis.web.http import Caller, Reading
from services.approvals.api.inbox import Counts, StartedItem, started_item, told_counts
from services.approvals.queries import inbox, summary

router = APIRouter(tags=["inbox"])


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


class OutcomeItem(BaseModel):
    """What became of a case whose outcome the reader waits for; unread until they have seen the case."""

    model_config = ConfigDict(from_attributes=True)

    case_id: UUID
    case_no: str
    kind: str
    title: str
    state: str
    at: datetime


class Summary(BaseModel):
    """The home page and the bell; `unread` counts reminders, overtaken decisions and outcomes, more than are listed."""

    waiting: Counts
    reminders: list[ReminderItem]
    started: list[StartedItem]
    overtaken: list[OvertakenItem]
    outcomes: list[OutcomeItem]
    unread: int


@router.get("/summary")
async def read_summary(reading: Reading, caller: Caller) -> Summary:
    """What waits for the caller, what was urged, what they started, and what came of it."""
    asked = inbox.Asked(caller.person_id, clock.business())
    reminders = await summary.reminders(reading, asked)
    overtaken = await summary.overtaken(reading, caller.person_id, asked.now)
    outcomes = await summary.outcomes(reading, caller.person_id)
    return Summary(
        waiting=told_counts(await inbox.counts(reading, asked)),
        reminders=[ReminderItem.model_validate(row) for row in reminders],
        started=[started_item(row) for row in await summary.started(reading, caller.person_id, {}, 5)],
        overtaken=[OvertakenItem.model_validate(row) for row in overtaken],
        outcomes=[OutcomeItem.model_validate(row) for row in outcomes],
        unread=sum(map(summary.total, (reminders, overtaken, outcomes))),
    )
