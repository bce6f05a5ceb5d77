"""The heart: put a task before an office, wait, remind, escalate, and give back what was decided."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from contracts.commands import Refusal
from contracts.commands.approvals import (
    CLOSE_TASK,
    ESCALATE,
    OPEN_TASK,
    REMIND,
    CloseTask,
    Decision,
    Escalate,
    Escalated,
    OpenTask,
    Remind,
    Reminded,
    TaskEnded,
    TaskOpen,
)
from contracts.events.approvals import TaskEnd
from workflows import surface
from workflows.step import Steps, unforeseen
from workflows.waiting import in_seconds, not_before, wait_until


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


@dataclass
class StageTask:
    """A task and where its timers stand: enough for a new run to go on with."""

    task: OpenTask
    opened: bool = False
    remind_at: datetime | None = None
    due_at: datetime | None = None
    escalate_at: datetime | None = None


@dataclass(frozen=True)
class Interrupted:
    """The task was ended from outside. Where somebody had decided it first, that decision comes along."""

    cause: TaskEnd
    decision: Decision | None


@dataclass
class HumanStage:
    """One stage in the hands of people.

    `interruption` says whether something outside has ended the stage; `carry_on` goes on in a new run when the history has grown long.
    """

    steps: Steps
    decisions: Decisions
    interruption: Callable[[], TaskEnd | None]
    carry_on: Callable[[], Awaitable[NoReturn]]

    async def hold(self, at: StageTask) -> Decision | Interrupted:
        """Open the task, unless it is, and wait for what comes of it."""
        # An interrupted stage is closed even where nothing shows that it was opened: an attempt whose workflow task was
        # lost may have opened it, and left no trace in the history.
        if not at.opened and not self.interruption() and (ended := await self._open(at)):
            return ended
        while True:
            if decision := self.decisions.take(at.task.task_id):
                return decision
            if cause := self.interruption():
                return await self.close(at, cause)
            if not await self._something_happens(at) and (ended := await self._timer(at)):
                return ended

    async def _open(self, at: StageTask) -> Decision | Interrupted | None:
        answer = await self.steps.call(OPEN_TASK, at.task)
        match answer:
            case TaskOpen():
                at.opened = True
                at.due_at = answer.due_at
                at.remind_at = in_seconds(answer.remind_in)
                at.escalate_at = in_seconds(answer.due_in) if at.task.stage.escalate_to else None
                surface.show_stage(at.task, answer.due_at)
                return None
            case Refusal(code="ended"):
                return await self.close(at, "restarted")
        raise unforeseen(OPEN_TASK, answer)

    async def _something_happens(self, at: StageTask) -> bool:
        task_id = at.task.task_id
        timers = [moment for moment in (at.remind_at, at.escalate_at) if moment is not None]
        return await wait_until(
            lambda: task_id in self.decisions.kept or self.interruption() is not None,
            min(timers, default=None),
            self.carry_on,
        )

    async def _timer(self, at: StageTask) -> Decision | Interrupted | None:
        """The earlier of the two timers went off. The service knows whether it is time; `ended` means a decision was missed."""
        if at.escalate_at is not None and (at.remind_at is None or at.escalate_at <= at.remind_at):
            answer: Escalated | Reminded | Refusal = await self.steps.call(ESCALATE, Escalate(task_id=at.task.task_id))
            at.escalate_at = not_before(answer) if isinstance(answer, Refusal) else None
        else:
            answer = await self.steps.call(REMIND, Remind(task_id=at.task.task_id))
            at.remind_at = in_seconds(answer.next_in) if isinstance(answer, Reminded) else not_before(answer)
        if isinstance(answer, Refusal) and answer.code != "not_yet":
            return await self.close(at, "restarted")
        return None

    async def close(self, at: StageTask, cause: TaskEnd) -> Decision | Interrupted:
        """End the task nobody needs to decide any more; a decision that was taken first comes along."""
        answer = await self.steps.call(CLOSE_TASK, CloseTask(task_id=at.task.task_id, reason=cause))
        if not isinstance(answer, TaskEnded):
            raise unforeseen(CLOSE_TASK, answer)
        self.decisions.answered.add(at.task.task_id)
        self.decisions.kept.pop(at.task.task_id, None)
        if answer.decision is not None and cause == "restarted":
            return answer.decision
        return Interrupted(cause, answer.decision)
