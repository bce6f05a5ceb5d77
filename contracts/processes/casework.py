"""What the processes that follow an owner's state have in common: their messages. Identifiers only."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic.dataclasses import dataclass

from contracts.events.approvals import TaskEnd
from contracts.rules import Stage, Verb

DECIDED = "decided"
MOVED = "moved"
STATUS = "status"


@dataclass(frozen=True)
class Start:
    """What starts a run."""

    case_id: UUID


@dataclass(frozen=True)
class Decided:
    """Somebody decided a task."""

    decision_id: UUID
    task_id: UUID
    stage: Stage
    verb: Verb
    revision: int
    decided_at: datetime


@dataclass(frozen=True)
class Moved:
    """The owner's row has changed to this version, or (None) something it waits for has; `cause` ends a task that is open."""

    version: int | None
    cause: TaskEnd = "done"


@dataclass(frozen=True)
class Status:
    """Where a run stands, as the query `status` tells it."""

    waits_for: Literal["office", "facts", "service", "nothing"]
    state: str
    stage: Stage | None = None
    round: int = 0
    office: str | None = None
    due_at: datetime | None = None
