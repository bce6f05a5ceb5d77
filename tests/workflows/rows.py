"""The rows of the two services and their guards, as the contract has them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from contracts.cases import Plan, PlannedStage
from contracts.commands import Refusal
from contracts.commands import approvals as a
from contracts.events.enrollment import ApplicationState
from contracts.offices import CITY, Office, Role
from contracts.rules import VERSION_1, Span, Stage, Verb

COUNTY = "330328"
DAY = timedelta(days=1)
CORRECTION_PERIOD = 10 * DAY
# Under the rule set of the tests a task is due after four and a half days, with reminders from the third day on.
DUE_AFTER, REMIND_AFTER, REMIND_EVERY = 4.5 * DAY, 3 * DAY, 1 * DAY

STANDING: dict[tuple[Stage, Verb], ApplicationState] = {
    ("school", "approve"): "RECOMMENDED",
    ("school", "reject"): "SCHOOL_DECLINED",
    ("county", "approve"): "COUNTY_APPROVED",
    ("county", "reject"): "COUNTY_REJECTED",
    ("municipal", "reject"): "MUNICIPAL_REJECTED",
}
BEFORE: dict[Stage, ApplicationState] = {"school": "SUBMITTED", "county": "RECOMMENDED", "municipal": "COUNTY_APPROVED"}
FINAL = {"SCHOOL_DECLINED", "COUNTY_REJECTED", "MUNICIPAL_REJECTED", "ADMITTED", "LAPSED", "WITHDRAWN"}


async def real_now() -> datetime:
    """The time where it cannot be moved."""
    return datetime.now(UTC)


def plan() -> Plan:
    """Version 1's chain for a school in 文成, in plain hours."""
    scopes = {"applicant_school": str(uuid4()), "studio_county": COUNTY, "city": CITY}
    stages = [
        PlannedStage(
            stage=rule.stage,
            office=Office(role=rule.role, scope=scopes[rule.scope]),
            deadline=_hours(DUE_AFTER),
            remind_after=_hours(REMIND_AFTER),
            remind_every=_hours(REMIND_EVERY),
            escalate_to=Office(role=Role.MUNICIPAL_HR_DIVISION, scope=CITY),
            verbs=rule.verbs,
            attestations=rule.attestations,
        )
        for rule in VERSION_1.recruitment.stages
    ]
    return Plan(rule_set_version=1, stages=tuple(stages))


def _hours(span: timedelta) -> Span:
    return Span(amount=int(span.total_seconds() // 3600), unit="hours")


@dataclass
class Application:
    """A row of enrollment."""

    plan: Plan
    state: ApplicationState = "SUBMITTED"
    revision: int = 1
    returned_by: Stage | None = None
    correction_until: datetime | None = None
    round_closed_at: datetime | None = None
    member_elsewhere: bool = False
    studio_full: bool = False


@dataclass
class Task:
    """A row of approvals."""

    opened: a.OpenTask
    due_at: datetime
    remind_at: datetime
    reminded: int = 0
    escalated: int = 0
    closed: str | None = None
    decision: a.Decision | None = None
    overtaken: str | None = None

    @property
    def open(self) -> bool:
        return self.closed is None and self.decision is None

    def has_seen(self, reminded: int, escalated: int) -> bool:
        """Whether its office was reminded, and the one above shown it, exactly so often."""
        return (self.reminded, self.escalated) == (reminded, escalated)


def left(moment: datetime, now: datetime) -> float:
    """Seconds from now until then, never fewer than none."""
    return max(0.0, (moment - now).total_seconds())


def ended(row: Application) -> Refusal | None:
    """Whether it ended before."""
    if row.state == "WITHDRAWN":
        return Refusal(code="withdrawn")
    return Refusal(code="ended") if row.state in FINAL else None


def refused(row: Application, expected: ApplicationState, revision: int, decided_at: datetime) -> Refusal | None:
    """Why enrollment does not take a decision over."""
    if final := ended(row):
        return final
    if row.state != expected:
        return Refusal(code="wrong_state")
    if row.revision != revision:
        return Refusal(code="stale_revision")
    if row.round_closed_at and decided_at > row.round_closed_at:
        return Refusal(code="round_closed")
    return None
