"""Where things stand: how long they lie at which stage and office, and what has waited longest."""

from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chassis import clock
from chassis.web.http import Caller, Reading
from contracts.authority import Right, reach
from services.approvals.domain import problems
from services.approvals.domain.standing import LATELY, Tally, standing
from services.approvals.domain.urgency import Calendar, Urgency
from services.approvals.queries import standing as queries
from services.approvals.queries.office import names_and_holders

router = APIRouter(tags=["standing"])

TEN = 10


class Counted(BaseModel):
    """Open tasks, those past their date, seconds since the oldest was opened; decided ones lately, and their seconds on average."""

    kind: str
    stage: str
    open: int
    overdue: int
    longest: int
    decided: int
    usual: int | None


class OfficeCounted(Counted):
    """The same of an office."""

    office_name: str


class Waiting(BaseModel):
    """An open task."""

    task_id: UUID
    case_id: UUID
    case_no: str
    kind: str
    title: str
    applicant_name: str | None
    studio_name: str | None
    stage: str
    office_name: str
    opened_at: datetime
    due_at: datetime
    urgency: Urgency


class StandingView(BaseModel):
    """By stage; the offices whose oldest task waits longest; the tasks that do. `lately` is in days."""

    stages: list[Counted]
    offices: list[OfficeCounted]
    oldest: list[Waiting]
    lately: int


@router.get("/standing")
async def read_standing(reading: Reading, caller: Caller) -> StandingView:
    """How long things lie with whom, in the counties the caller looks after or everywhere."""
    within = reach(Right.SEE_CASES, caller.offices)
    if not (within.everywhere or within.counties):
        raise problems.not_overseeing()
    now = clock.business()
    found = standing(await queries.places(reading, within, now))
    oldest = await queries.oldest(reading, within, caller.person_id, now, TEN)
    offices = await names_and_holders(reading, sorted({place.office_key for place in found.slowest}), now)
    calendar = Calendar.at(now)
    return StandingView(
        stages=[Counted(kind=kind, stage=stage, **_told(tally)) for (kind, stage), tally in found.stages.items()],
        offices=[
            OfficeCounted(
                kind=place.kind, stage=place.stage, office_name=offices[place.office_key][0], **_told(place.tally)
            )
            for place in found.slowest
        ],
        oldest=[
            Waiting(
                task_id=each.task.task_id,
                case_id=each.task.case_id,
                case_no=each.card.case_no,
                kind=each.task.kind,
                title=each.card.title,
                applicant_name=each.card.applicant_name,
                studio_name=each.card.studio_name,
                stage=each.task.stage,
                office_name=each.card.office_name,
                opened_at=each.task.opened_at,
                due_at=each.task.due_at,
                urgency=calendar.of(each.task.due_at),
            )
            for each in oldest
        ],
        lately=LATELY.days,
    )


def _told(tally: Tally) -> dict[str, int | None]:
    return {
        "open": tally.open,
        "overdue": tally.overdue,
        "longest": _seconds(tally.longest),
        "decided": tally.decided,
        "usual": None if tally.usual is None else _seconds(tally.usual),
    }


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
