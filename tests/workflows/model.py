"""The two services as their contract has them: rows with guards, and the same key always given the same answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from temporalio import activity

from chassis.bus.connection import CommandFailedError, CommandUnavailableError
from contracts.commands import Answer, Command, Refusal
from contracts.commands import approvals as a
from contracts.commands import enrollment as e
from contracts.message import Message
from contracts.processes.trainee_application import Decided
from contracts.rules import Verb
from tests.workflows.rows import (
    BEFORE,
    CORRECTION_PERIOD,
    DUE_AFTER,
    FINAL,
    REMIND_AFTER,
    REMIND_EVERY,
    STANDING,
    Application,
    Task,
    ended,
    left,
    refused,
)


@dataclass
class Services:
    """Answers what runs ask. `lost_*` are faults raised before or after a command takes effect, once each.

    `runs` are those that put a question: where a workflow task was lost, its run puts the question again, with the same key.
    """

    now: Callable[[], Awaitable[datetime]]
    applications: dict[UUID, Application] = field(default_factory=dict)
    tasks: dict[UUID, Task] = field(default_factory=dict)
    rounds: dict[UUID, datetime] = field(default_factory=dict)
    closed_rounds: dict[UUID, datetime] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)
    runs: dict[str, set[str]] = field(default_factory=dict)
    correlations: set[str] = field(default_factory=set)
    lost_before: dict[str, int] = field(default_factory=dict)
    lost_after: dict[str, int] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    _answers: dict[str, tuple[str, Answer[Any]]] = field(default_factory=dict)

    async def ask[Asked: Message, Given: Message](
        self, command: Command[Asked, Given], key: str, asked: Asked, correlation_id: str, timeout: float
    ) -> Answer[Given]:
        """As `chassis.bus.Bus.ask`, with the responder behind it."""
        self.asked.append((key, activity.in_activity() and activity.info().is_local))
        if activity.in_activity():
            self.runs.setdefault(key, set()).add(str(activity.info().workflow_run_id))
        self.correlations.add(correlation_id)
        if command.name in self.broken:
            raise CommandFailedError("malformed")
        self._lose(self.lost_before, command.name)
        payload = asked.model_dump_json()
        if key in self._answers:
            before, answer = self._answers[key]
            if before != payload:
                raise CommandFailedError("key_reused")
        else:
            responder = getattr(self, command.name.split(".")[1])
            given = await responder(asked)
            answer = Answer[Any](refusal=given) if isinstance(given, Refusal) else Answer[Any](given=given)
            if answer.refusal is None or answer.refusal.retry_in is None:
                self._answers[key] = (payload, answer)
        self._lose(self.lost_after, command.name)
        return answer

    def _lose(self, losses: dict[str, int], name: str) -> None:
        if losses.get(name, 0) > 0:
            losses[name] -= 1
            raise CommandUnavailableError(name)

    def count(self, command: Command[Any, Any]) -> int:
        """How many different questions of this kind were put."""
        return len({key for key, _ in self.asked if f"/{command.name}/" in key})

    # approvals

    async def open_task(self, asked: a.OpenTask) -> a.TaskOpen:
        now = await self.now()
        task = self.tasks.setdefault(asked.task_id, Task(asked, now + DUE_AFTER, now + REMIND_AFTER))
        return a.TaskOpen(remind_in=left(task.remind_at, now), due_in=left(task.due_at, now), due_at=task.due_at)

    async def remind(self, asked: a.Remind) -> a.Reminded | Refusal:
        task, now = self.tasks[asked.task_id], await self.now()
        if not task.open:
            return Refusal(code="ended")
        if now < task.remind_at:
            return Refusal(code="not_yet", retry_in=left(task.remind_at, now))
        task.reminded, task.remind_at = task.reminded + 1, now + REMIND_EVERY
        return a.Reminded(count=task.reminded, next_in=left(task.remind_at, now))

    async def escalate(self, asked: a.Escalate) -> a.Escalated | Refusal:
        task, now = self.tasks[asked.task_id], await self.now()
        if not task.open:
            return Refusal(code="ended")
        if now < task.due_at:
            return Refusal(code="not_yet", retry_in=left(task.due_at, now))
        task.escalated += 1
        return a.Escalated()

    async def close_task(self, asked: a.CloseTask) -> a.TaskEnded:
        task = self.tasks.get(asked.task_id)
        if task is not None and task.open:
            task.closed = asked.reason
        return a.TaskEnded(decision=task.decision if task else None)

    async def mark_overtaken(self, asked: a.MarkOvertaken) -> a.MarkedOvertaken | Refusal:
        for task in self.tasks.values():
            if task.decision and task.decision.decision_id == asked.decision_id:
                task.overtaken = asked.reason
                return a.MarkedOvertaken()
        return Refusal(code="no_such_decision")

    # enrollment

    async def ask_standing(self, asked: e.AskStanding) -> e.ApplicationStands:
        row = self.applications[asked.application_id]
        return e.ApplicationStands(
            finished=row.state in FINAL,
            state=row.state,
            revision=row.revision,
            content_hash=f"{row.revision:064d}",
            plan=row.plan,
        )

    async def record_decision(self, asked: e.RecordDecision) -> e.DecisionTaken | Refusal:
        row = self.applications[asked.application_id]
        if no := refused(row, BEFORE[asked.stage], asked.revision, asked.decided_at):
            return no
        if asked.verb != "return":
            row.state = STANDING[asked.stage, asked.verb]
            return e.DecisionTaken(state=row.state, lapse_in=None)
        row.state, row.returned_by = "RETURNED", asked.stage
        row.correction_until = await self.now() + CORRECTION_PERIOD
        return e.DecisionTaken(state=row.state, lapse_in=CORRECTION_PERIOD.total_seconds())

    async def admit(self, asked: e.Admit) -> e.Admitted | Refusal:
        row = self.applications[asked.application_id]
        if no := refused(row, "COUNTY_APPROVED", asked.revision, asked.decided_at):
            return no
        if row.member_elsewhere:
            return Refusal(code="membership_exists")
        if row.studio_full:
            return Refusal(code="studio_full")
        row.state = "ADMITTED"
        return e.Admitted(membership_id=uuid4())

    async def lapse(self, asked: e.Lapse) -> e.Lapsed | Refusal:
        row, now = self.applications[asked.application_id], await self.now()
        if final := ended(row):
            return final
        if asked.cause == "unanswered":
            if row.state != "RETURNED" or row.correction_until is None:
                return Refusal(code="resubmitted")
            if now < row.correction_until:
                return Refusal(code="not_yet", retry_in=left(row.correction_until, now))
        row.state = "LAPSED"
        return e.Lapsed(lapsed_at=now)

    async def close_round(self, asked: e.CloseRound) -> e.RoundEnded | Refusal:
        now, closes_at = await self.now(), self.rounds[asked.round_id]
        if asked.round_id not in self.closed_rounds:
            if now < closes_at:
                return Refusal(code="not_yet", retry_in=left(closes_at, now))
            self.closed_rounds[asked.round_id] = now
        return e.RoundEnded(closed_at=self.closed_rounds[asked.round_id])

    # what people do

    async def decide(self, task_id: UUID, verb: Verb) -> Decided:
        """A reviewer decides an open task; gives what the run will be told."""
        task = self.tasks[task_id]
        assert task.open
        task.decision = a.Decision(
            decision_id=uuid4(), task_id=task_id, verb=verb, revision=task.opened.revision, decided_at=await self.now()
        )
        return Decided(stage=task.opened.stage.stage, **task.decision.model_dump())
