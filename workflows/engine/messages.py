"""What runs are started with, told and asked. Identifiers, words of the contract and times only."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic.dataclasses import dataclass

DECIDED = "decided"
MOVED = "moved"
STATUS = "status"

Awaited = Literal["office", "facts", "service", "nothing"]


@dataclass(frozen=True)
class Decided:
    """Somebody decided a task."""

    decision_id: UUID
    task_id: UUID
    verb: str
    revision: int
    decided_at: datetime
    signature: str


@dataclass(frozen=True)
class Moved:
    """The owner's row has changed to this version; `cause` ends a task that is open."""

    version: int
    cause: str = "done"


@dataclass(frozen=True)
class Place:
    """An office that has the case."""

    stage: str
    turn: int
    seat: int
    office: str
    task_id: UUID
    due_at: datetime | None


@dataclass(frozen=True)
class Status:
    """Where a run stands, as the query `status` tells it."""

    waits_for: Awaited
    state: str
    revision: int = 0
    at: tuple[Place, ...] = ()
    until: datetime | None = None
