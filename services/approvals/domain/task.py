"""A task as it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.cases import PlannedStage

CLAIM_LASTS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task as it stands; the fields are those of the table."""

    task_id: UUID
    case_id: UUID
    kind: str
    stage: str
    turn: int
    seat: int
    office_key: str
    shown_to: str | None
    state: str
    reason: str | None
    revision: int
    content_hash: str
    planned: dict[str, Any]
    opened_at: datetime
    due_at: datetime
    next_reminder_at: datetime
    reminded_count: int
    claimed_by: UUID | None
    claimed_by_name: str | None
    claimed_at: datetime | None
    decision_id: UUID | None
    decided_at: datetime | None
    decided_by: UUID | None
    decided_by_name: str | None
    decided_for_name: str | None
    verb: str | None
    opinion: str | None
    closed_at: datetime | None
    closed_reason: str | None
    overtaken_at: datetime | None

    @property
    def rule(self) -> PlannedStage:
        """The stage as planned."""
        return PlannedStage.model_validate(self.planned)

    def claimant(self, now: datetime) -> UUID | None:
        """Who has taken the task on; a claim lapses after two hours, so that nobody's absence holds a case up."""
        if self.claimed_by is None or self.claimed_at is None or now >= self.claimed_at + CLAIM_LASTS:
            return None
        return self.claimed_by

    def claimed_until(self, now: datetime) -> datetime | None:
        """When the claim lapses; None where nobody has taken the task on."""
        if self.claimed_at is None or self.claimant(now) is None:
            return None
        return self.claimed_at + CLAIM_LASTS
