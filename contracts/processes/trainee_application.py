"""From application to admission (Art. 4.2): the process's names and messages. Identifiers only."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic.dataclasses import dataclass

from contracts.cases import Plan
from contracts.processes.casework import Decided as Decided
from contracts.rules import Stage

KIND = "trainee_application"
TASK_QUEUE = "trainee_application"
WORKFLOW = "trainee_application"

DECIDED = "decided"
RESUBMITTED = "resubmitted"
WITHDRAWN = "withdrawn"
ROUND_CLOSED = "round_closed"
STATUS = "status"

Outcome = Literal["admitted", "declined", "rejected", "lapsed", "withdrawn"]


def workflow_id(application_id: UUID) -> str:
    """The business key: one run per application, whatever is published again."""
    return f"{WORKFLOW}/{application_id}"


@dataclass(frozen=True)
class Facts:
    """What a run goes by: the path, and which revision travels it."""

    plan: Plan
    revision: int
    content_hash: str


@dataclass(frozen=True)
class Start:
    """What starts a run: the facts are those of the opening event, so that starting asks nobody anything."""

    application_id: UUID
    facts: Facts


@dataclass(frozen=True)
class Resubmitted:
    """A new revision is there."""

    revision: int
    content_hash: str
    resume_at: Stage


@dataclass(frozen=True)
class Withdrawn:
    """The applicant took the application back."""

    withdrawn_at: datetime


@dataclass(frozen=True)
class RoundClosed:
    """The round closed."""

    closed_at: datetime


@dataclass(frozen=True)
class Status:
    """Where a run stands, as the query `status` tells it. `due_at` is when a task is overdue or a returned application lapses."""

    waits_for: Literal["office", "correction", "service", "nothing"]
    revision: int
    stage: Stage | None = None
    round: int = 0
    office: str | None = None
    task_id: UUID | None = None
    due_at: datetime | None = None
    outcome: Outcome | None = None
