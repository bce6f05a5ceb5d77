"""Events of `approvals`: tasks opened, people reminded, decisions taken, and who acts for which office from now on.

`turn` counts how often a stage was entered, `seat` the offices that have it together.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.envelope import Event
from contracts.offices import Office


class TaskOpened(Event):
    """An office has something to do."""

    TYPE: ClassVar[str] = "approvals.task.opened"
    task_id: UUID
    case_id: UUID
    kind: str
    stage: str
    turn: int
    seat: int
    office: Office
    due_at: datetime


class TaskClaimed(Event):
    """A person of the office took the task on, or gave it back (None)."""

    TYPE: ClassVar[str] = "approvals.task.claimed"
    task_id: UUID
    case_id: UUID
    claimed_by: UUID | None


class TaskReminded(Event):
    """The office was reminded, for the so many-th time."""

    TYPE: ClassVar[str] = "approvals.task.reminded"
    task_id: UUID
    case_id: UUID
    office: Office
    count: int


class TaskEscalated(Event):
    """An overdue task is shown to the office above as well; it never decides."""

    TYPE: ClassVar[str] = "approvals.task.escalated"
    task_id: UUID
    case_id: UUID
    office: Office
    shown_to: Office


class TaskClosed(Event):
    """A task ended without a decision."""

    TYPE: ClassVar[str] = "approvals.task.closed"
    task_id: UUID
    case_id: UUID
    reason: str


class DecisionRecorded(Event):
    """Somebody decided a named revision.

    `signature` proves it to the case's owner (`contracts.decisions`). `log_head` is the decision log's HMAC after this entry, so
    that a cut-off tail is found.
    """

    TYPE: ClassVar[str] = "approvals.decision.recorded"
    decision_id: UUID
    task_id: UUID
    case_id: UUID
    kind: str
    stage: str
    turn: int
    seat: int
    verb: str
    revision: int
    content_hash: str
    decided_at: datetime
    signature: str
    log_head: str


class DecisionOvertaken(Event):
    """A decision came second to another fact, such as a withdrawal; it stays in the log and its author is told."""

    TYPE: ClassVar[str] = "approvals.decision.overtaken"
    decision_id: UUID
    case_id: UUID
    decided_by: UUID
    reason: str
    log_head: str


class AuthorityChanged(Event):
    """These people act for other offices now, or from another moment on: `approvals` has heard of an assignment or a proxy.

    Of an assignment its holder and whoever stands in for them, of a proxy the deputy.
    """

    TYPE: ClassVar[str] = "approvals.authority.changed"
    person_ids: tuple[UUID, ...]


class LogSealed(Event):
    """All decision logs were sealed as they were at that moment; the heads lie in a file that the seal's number names.

    `signature` proves the rest (`contracts.seals.Seal`).
    """

    TYPE: ClassVar[str] = "approvals.log.sealed"
    number: int
    at: datetime
    cases: int
    entries: int
    position: int
    root: str
    signature: str


class OutcomeTold(Event):
    """Somebody who waited for an outcome of this case was told of it, and has not seen it yet."""

    TYPE: ClassVar[str] = "approvals.outcome.told"
    case_id: UUID
    person_id: UUID
