"""A task in the hands of an office: opened, reminded of, shown to the office above, closed."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from temporalio import workflow

from contracts.commands import Refusal
from contracts.commands.approvals import (
    CLOSE_TASK,
    ESCALATE,
    MARK_OVERTAKEN,
    OPEN_TASK,
    REMIND,
    CloseTask,
    Decision,
    Escalate,
    Escalated,
    MarkOvertaken,
    OpenTask,
    Remind,
    Reminded,
    TaskEnded,
    TaskOpen,
)
from workflows.engine.steps import Steps, unforeseen
from workflows.engine.waiting import in_seconds, not_before


@dataclass
class Decisions:
    """Decisions as they are signalled: an early one is kept for its task, one already answered is ignored."""

    kept: dict[UUID, Decision] = field(default_factory=dict)
    answered: set[UUID] = field(default_factory=set)

    def put(self, decision: Decision) -> None:
        """Keep it until somebody waits for it."""
        if decision.task_id not in self.answered:
            self.kept.setdefault(decision.task_id, decision)

    def take(self, task_id: UUID) -> Decision | None:
        """The task's decision, once."""
        decision = self.kept.pop(task_id, None)
        if decision is not None:
            self.answered.add(task_id)
        return decision

    def close(self, task_id: UUID) -> None:
        """Hear no more of a task."""
        self.answered.add(task_id)
        self.kept.pop(task_id, None)


@dataclass
class StageTask:
    """A task and where its timers stand: enough for a new run to go on with. `decision` waits for those of other seats."""

    task: OpenTask
    opened: bool = False
    remind_at: datetime | None = None
    due_at: datetime | None = None
    escalate_at: datetime | None = None
    decision: Decision | None = None

    @property
    def place(self) -> str:
        """Where its questions belong. The revision is part of it: the same turn may be asked again of a newer one."""
        return f"{self.task.stage.stage}.{self.task.seat}/{self.task.turn}/{self.task.revision}"

    @property
    def wakes_at(self) -> datetime | None:
        """When its next timer goes off."""
        if self.decision is not None:
            return None
        return min((moment for moment in (self.remind_at, self.escalate_at) if moment is not None), default=None)


class Office:
    """What approvals does for one run."""

    def __init__(self, steps: Steps, decisions: Decisions) -> None:
        self._steps = steps
        self._decisions = decisions

    async def open(self, at: StageTask) -> bool:
        """Put the task before its office; False where it, or the case, has ended already."""
        answer = await self._steps.call(OPEN_TASK, at.task, at.place)
        match answer:
            case TaskOpen():
                at.opened, at.due_at = True, answer.due_at
                at.remind_at = in_seconds(answer.remind_in)
                at.escalate_at = in_seconds(answer.due_in) if at.task.stage.escalate_to else None
                return True
            case Refusal(code="ended"):
                return False
        raise unforeseen(OPEN_TASK, answer)

    async def ring(self, at: StageTask) -> bool:
        """Remind or escalate, whichever timer went off. The service knows whether it is time; False: the task has ended."""
        now = workflow.now()
        answer: Escalated | Reminded | Refusal
        if at.escalate_at is not None and at.escalate_at <= now:
            answer = await self._steps.call(ESCALATE, Escalate(task_id=at.task.task_id), at.place)
            at.escalate_at = not_before(answer) if isinstance(answer, Refusal) else None
        else:
            answer = await self._steps.call(REMIND, Remind(task_id=at.task.task_id), at.place)
            at.remind_at = in_seconds(answer.next_in) if isinstance(answer, Reminded) else not_before(answer)
        return not isinstance(answer, Refusal) or answer.code == "not_yet"

    async def close(self, at: StageTask, cause: str) -> Decision | None:
        """End the task; gives a decision that was taken first. One nothing shows to be opened is closed too.

        An attempt whose workflow task was lost may have opened it, and left no trace in the history.
        """
        answer = await self._steps.call(CLOSE_TASK, CloseTask(task_id=at.task.task_id, reason=cause), at.place)
        if not isinstance(answer, TaskEnded):
            raise unforeseen(CLOSE_TASK, answer)
        self._decisions.close(at.task.task_id)
        return answer.decision

    async def overtaken(self, decision: Decision, reason: str, place: str) -> None:
        """Note that a decision came second, and tell its author."""
        asked = MarkOvertaken(decision_id=decision.decision_id, reason=reason)
        answer = await self._steps.call(MARK_OVERTAKEN, asked, place)
        if isinstance(answer, Refusal):
            raise unforeseen(MARK_OVERTAKEN, answer)
