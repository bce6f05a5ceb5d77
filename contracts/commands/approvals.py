"""Commands to `approvals`. Refusal codes: `not_yet` (with `retry_in`), `ended` (decided or closed meanwhile),
`no_such_decision`."""

from datetime import datetime
from uuid import UUID

from contracts.cases import PlannedStage
from contracts.commands.command import Command
from contracts.message import Message
from contracts.offices import Office


class Decision(Message):
    """A decision as a workflow sees it: identifiers and times only, and what proves it to the case's owner."""

    decision_id: UUID
    task_id: UUID
    verb: str
    revision: int
    decided_at: datetime
    signature: str


class OpenTask(Message):
    """Put a frozen revision before an office. The card that goes with it comes by the owner's event, in either order.

    A task that is open already stays as it is. Refused as `ended` where it has ended, or is of another revision or before
    another office, and where the case has ended.
    """

    task_id: UUID
    case_id: UUID
    kind: str
    turn: int
    seat: int = 0
    stage: PlannedStage
    revision: int
    content_hash: str
    reason: str | None = None

    @property
    def office(self) -> Office:
        """The office that has this seat of the stage."""
        return self.stage.offices[self.seat]


class TaskOpen(Message):
    """Seconds from now until the first reminder and until the task is overdue."""

    remind_in: float
    due_in: float
    due_at: datetime


class Remind(Message):
    """Remind the office of an open task."""

    task_id: UUID


class Reminded(Message):
    """Seconds until the next reminder."""

    count: int
    next_in: float


class Escalate(Message):
    """Show an overdue task to the office above."""

    task_id: UUID


class Escalated(Message):
    """The office above sees the task."""


class CloseTask(Message):
    """End a task nobody needs to decide any more."""

    task_id: UUID
    reason: str


class TaskEnded(Message):
    """The task is closed; where somebody had decided it first, that decision stands and comes along."""

    decision: Decision | None


class MarkOvertaken(Message):
    """Note in the log that a task's decision came second, and tell its author. Refused as `no_such_decision` where it has none."""

    task_id: UUID
    decision_id: UUID
    reason: str


class MarkedOvertaken(Message):
    """It is noted."""


OPEN_TASK = Command("approvals.open_task", OpenTask, TaskOpen)
REMIND = Command("approvals.remind", Remind, Reminded)
ESCALATE = Command("approvals.escalate", Escalate, Escalated)
CLOSE_TASK = Command("approvals.close_task", CloseTask, TaskEnded)
MARK_OVERTAKEN = Command("approvals.mark_overtaken", MarkOvertaken, MarkedOvertaken)

COMMANDS = (OPEN_TASK, REMIND, ESCALATE, CLOSE_TASK, MARK_OVERTAKEN)
