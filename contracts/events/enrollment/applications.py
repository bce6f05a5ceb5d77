"""Events of `enrollment`: rounds and applications."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.cases import CaseCard
from contracts.envelope import Event
from contracts.rules import Stage

ApplicationState = Literal[
    "DRAFT",
    "SUBMITTED",
    "RECOMMENDED",
    "SCHOOL_DECLINED",
    "COUNTY_APPROVED",
    "COUNTY_REJECTED",
    "RETURNED",
    "ADMITTED",
    "MUNICIPAL_REJECTED",
    "LAPSED",
    "WITHDRAWN",
]
LapseCause = Literal["unanswered", "round_closed"]


class RoundOpened(Event):
    """Applications are accepted until `closes_at`."""

    TYPE: ClassVar[str] = "enrollment.round.opened"
    round_id: UUID
    name: str
    closes_at: datetime


class RoundExtended(Event):
    """A round that has not closed stays open longer."""

    TYPE: ClassVar[str] = "enrollment.round.extended"
    round_id: UUID
    closes_at: datetime


class RoundClosed(Event):
    """Nothing can be submitted any more; live applications are told one by one."""

    TYPE: ClassVar[str] = "enrollment.round.closed"
    round_id: UUID
    closed_at: datetime


class ApplicationSubmitted(Event):
    """An application with its first frozen revision: the opening event of the process (Art. 4.2)."""

    TYPE: ClassVar[str] = "enrollment.application.submitted"
    application_id: UUID
    round_id: UUID
    submitted_at: datetime
    card: CaseCard


class ApplicationResubmitted(Event):
    """A returned application came back with a new revision; `resume_at` is the stage that returned it, or the first one."""

    TYPE: ClassVar[str] = "enrollment.application.resubmitted"
    application_id: UUID
    resume_at: Stage
    submitted_at: datetime
    card: CaseCard


class ApplicationProgressed(Event):
    """A decision was taken over into the application's state."""

    TYPE: ClassVar[str] = "enrollment.application.progressed"
    application_id: UUID
    stage: Stage
    state: ApplicationState
    correction_until: datetime | None = None


class ApplicationWithdrawn(Event):
    """The applicant took the application back before admission."""

    TYPE: ClassVar[str] = "enrollment.application.withdrawn"
    application_id: UUID
    withdrawn_at: datetime


class ApplicationRoundClosed(Event):
    """The round of a live application has closed; what was decided by then still counts."""

    TYPE: ClassVar[str] = "enrollment.application.round_closed"
    application_id: UUID
    round_id: UUID
    closed_at: datetime


class ApplicationLapsed(Event):
    """An application ended because nobody answered in time, or its round closed."""

    TYPE: ClassVar[str] = "enrollment.application.lapsed"
    application_id: UUID
    cause: LapseCause
    lapsed_at: datetime


class ApplicationAdmitted(Event):
    """The applicant is a member of the studio."""

    TYPE: ClassVar[str] = "enrollment.application.admitted"
    application_id: UUID
    membership_id: UUID
    studio_id: UUID
    trainee_id: UUID
    admitted_at: datetime
