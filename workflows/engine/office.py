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

    def reopen(self, task_id: UUID) -> None:
        """Hear of the task again: what was signalled was not its decision."""
        self.answered.discard(task_id)

    def close(self, task_id: UUID) -> None:
        """Hear no more of a task."""
        self.answered.add(task_id)
        self.kept.pop(task_id, None)


@dataclass
class StageTask:
    """A task and where its timers stand: enough for a new run to go on with.

    `opened`: this run has seen it open. `ended`: approvals has no more of it to ask. `decision` waits for those of other seats.
    """

    task: OpenTask
    opened: bool = False
    ended: bool = False
    remind_at: datetime | None = None
    due_at: datetime | None = None
    escalate_at: datetime | None = None
    decision: Decision | None = None

    @property
    def waits(self) -> bool:
        """Whether its office has it in hand."""
        return self.opened and not self.ended and self.decision is None

    @property
    def wakes_at(self) -> datetime | None:
        """When its next timer goes off."""
        if not self.waits:
            return None
        return min((moment for moment in (self.remind_at, self.escalate_at) if moment is not None), default=None)


class Office:
    """What approvals does for one run. All of it goes by the task's id, and may be asked again."""

    def __init__(self, steps: Steps, decisions: Decisions) -> None:
        self._steps = steps
        self._decisions = decisions

    async def open(self, at: StageTask) -> None:
        """Put the task before its office; one that has ended before, as a run made anew finds it, tells what was decided."""
        answer = await self._steps.ask(OPEN_TASK, at.task)
        match answer:
            case TaskOpen():
                at.opened, at.due_at = True, answer.due_at
                at.remind_at = in_seconds(answer.remind_in)
                at.escalate_at = in_seconds(answer.due_in) if at.task.stage.escalate_to else None
            case Refusal(code="ended"):
                await self.close(at, "restarted")
            case _:
                raise unforeseen(OPEN_TASK, answer)

    async def ring(self, at: StageTask) -> None:
        """Remind or escalate, whichever timer went off; the service knows whether it is time, or the task has ended."""
        now = workflow.now()
        answer: Escalated | Reminded | Refusal
        if at.escalate_at is not None and at.escalate_at <= now:
            answer = await self._steps.ask(ESCALATE, Escalate(task_id=at.task.task_id))
            at.escalate_at = not_before(answer) if isinstance(answer, Refusal) else None
        else:
            answer = await self._steps.ask(REMIND, Remind(task_id=at.task.task_id))
            at.remind_at = in_seconds(answer.next_in) if isinstance(answer, Reminded) else not_before(answer)
        if isinstance(answer, Refusal) and answer.code != "not_yet":
            await self.close(at, "restarted")

    async def close(self, at: StageTask, cause: str) -> None:
        """End the task, and hear of a decision that was taken first. One nothing shows to be opened is closed too.

        An attempt whose workflow task was lost may have opened it, and left no trace in the history.
        """
        answer = await self._steps.ask(CLOSE_TASK, CloseTask(task_id=at.task.task_id, reason=cause))
        if not isinstance(answer, TaskEnded):
            raise unforeseen(CLOSE_TASK, answer)
        self._decisions.close(at.task.task_id)
        at.ended = True
        # A run made anew counts turns from the first: a decision on an older revision was dealt with long ago.
        if answer.decision is not None and answer.decision.revision == at.task.revision:
            at.decision = answer.decision

    async def overtaken(self, decision: Decision, reason: str) -> bool:
        """Note that a decision came second, and tell its author; False where it was never taken, and only a signal said so."""
        asked = MarkOvertaken(task_id=decision.task_id, decision_id=decision.decision_id, reason=reason)
        answer = await self._steps.ask(MARK_OVERTAKEN, asked)
        if isinstance(answer, Refusal) and answer.code != "no_such_decision":
            raise unforeseen(MARK_OVERTAKEN, answer)
        return not isinstance(answer, Refusal)
