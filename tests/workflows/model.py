"""Approvals and the owners of cases as their contract has them: rows with guards, and the same key always given the same answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from temporalio import activity

from chassis.bus.connection import CommandFailedError, CommandUnavailableError
from contracts.commands import Answer, Command, Refusal
from contracts.commands import approvals as a
from contracts.commands import cases as c
from contracts.commands import enrollment as e
from contracts.decisions import SPENT, UNPROVEN, SignedDecision, read_all, settle
from contracts.message import Message
from tests.workflows.rows import Row, Task, left
from tests.workflows.tables import DUE_AFTER, REMIND_AFTER, REMIND_EVERY
from workflows.engine.messages import Decided


@dataclass
class Services:
    """Answers what runs ask. `lost_*` are faults raised before or after a command takes effect, once each.

    `faults`: what a run must never do. `runs` are those that put a question: where a workflow task was lost, its run puts the
    question again, with the same key.
    """

    now: Callable[[], Awaitable[datetime]]
    cases: dict[UUID, Row] = field(default_factory=dict)
    tasks: dict[UUID, Task] = field(default_factory=dict)
    rounds: dict[UUID, datetime] = field(default_factory=dict)
    closed_rounds: dict[UUID, datetime] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    correlations: set[str] = field(default_factory=set)
    lost_before: dict[str, int] = field(default_factory=dict)
    lost_after: dict[str, int] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    _signed: dict[str, SignedDecision] = field(default_factory=dict)
    _spent: set[UUID] = field(default_factory=set)
    _answers: dict[str, tuple[str, Answer[Any]]] = field(default_factory=dict)

    async def ask[Asked: Message, Given: Message](
        self, command: Command[Asked, Given], key: str, asked: Asked, correlation_id: str, timeout: float
    ) -> Answer[Given]:
        """As `chassis.bus.Bus.ask`, with the responder behind it."""
        self.asked.append((key, activity.in_activity() and activity.info().is_local))
        self.correlations.add(correlation_id)
        if len(key) > 300:
            self.faults.append(f"too long a key: {key}")
        if command.name in self.broken:
            raise CommandFailedError("malformed")
        self._lose(self.lost_before, command.name)
        answer = await self._settle(command, key, asked)
        self._lose(self.lost_after, command.name)
        return answer

    async def _settle(self, command: Command[Any, Any], key: str, asked: Message) -> Answer[Any]:
        payload = asked.model_dump_json()
        if key in self._answers:
            before, answer = self._answers[key]
            if before != payload:
                self.faults.append(f"key reused: {key}")
                raise CommandFailedError("key_reused")
            return answer
        given = await getattr(self, command.name.split(".")[1])(asked)
        answer = Answer[Any](refusal=given) if isinstance(given, Refusal) else Answer[Any](given=given)
        if answer.refusal is None or answer.refusal.retry_in is None:
            self._answers[key] = (payload, answer)
        return answer

    def _lose(self, losses: dict[str, int], name: str) -> None:
        if losses.get(name, 0) > 0:
            losses[name] -= 1
            raise CommandUnavailableError(name)

    def count(self, command: Command[Any, Any] | str) -> int:
        """How many different questions of this kind were put, to whichever service."""
        name = command if isinstance(command, str) else command.name.split(".")[1]
        return len({key for key, _ in self.asked if f".{name}/" in key})

    def forget_answers(self) -> None:
        """Every question is put as if for the first time, as after a change of how keys are made."""
        self._answers.clear()

    # approvals

    async def open_task(self, asked: a.OpenTask) -> a.TaskOpen | Refusal:
        now = await self.now()
        task = self.tasks.setdefault(asked.task_id, Task(asked, now + DUE_AFTER, now + REMIND_AFTER))
        if not task.is_as(asked):
            return Refusal(code="ended")
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
        task = self.tasks.get(asked.task_id)
        if task is None or task.decision is None or task.decision.decision_id != asked.decision_id:
            return Refusal(code="no_such_decision")
        task.overtaken = task.overtaken or asked.reason
        return a.MarkedOvertaken()

    # whoever owns the case

    async def look(self, asked: c.Look) -> c.Stands:
        return self.cases[asked.case_id].stands(await self.now(), planned=True)

    async def record(self, asked: c.Record) -> c.Stands | Refusal:
        """An owner believes decisions only as approvals has signed them, and each once."""
        row, now = self.cases[asked.case_id], await self.now()
        decisions = read_all(asked, self._read)
        if decisions is None:
            return UNPROVEN
        ids = {one.decision_id for one in decisions}
        if ids & row.recorded:
            # What was taken over before has not come second, under whatever key it is asked again.
            return row.stands(now, planned=False)
        if ids & self._spent:
            return SPENT
        settled = settle(decisions, row.plan, row.revision, row.content_hash)
        if settled == UNPROVEN:
            self.faults.append(f"recorded {asked.stage}, which {len(decisions)} decisions do not settle")
        if isinstance(settled, Refusal):
            return settled
        self._spent |= ids
        refused = row.record(settled, now)
        if refused is None:
            row.recorded |= ids
        return refused or row.stands(now, planned=False)

    def _read(self, signature: str) -> bytes:
        if signature not in self._signed:
            raise ValueError(signature)
        return self._signed[signature].model_dump_json().encode()

    async def proceed(self, asked: c.Proceed) -> c.Stands | Refusal:
        row, now = self.cases[asked.case_id], await self.now()
        return row.proceed(now) or row.stands(now, planned=False)

    async def close_round(self, asked: e.CloseRound) -> e.RoundEnded | Refusal:
        now, closes_at = await self.now(), self.rounds[asked.round_id]
        if asked.round_id not in self.closed_rounds:
            if now < closes_at:
                return Refusal(code="not_yet", retry_in=left(closes_at, now))
            self.closed_rounds[asked.round_id] = now
        return e.RoundEnded(closed_at=self.closed_rounds[asked.round_id])

    # what people do

    async def decide(self, task_id: UUID, verb: str) -> Decided:
        """A reviewer decides an open task; gives what the run will be told."""
        task = self.tasks[task_id]
        assert task.open
        now, opened, decision_id = await self.now(), task.opened, uuid4()
        said = SignedDecision(
            decision_id=decision_id, case_id=opened.case_id, kind=opened.kind, stage=opened.stage.stage, turn=opened.turn,
            seat=opened.seat, verb=verb, revision=opened.revision, content_hash=opened.content_hash, office=opened.office,
            decided_by=uuid4(), decided_at=now,
        )  # fmt: skip
        signature = f"signed.{decision_id}"
        self._signed[signature] = said
        task.decision = a.Decision(
            decision_id=decision_id,
            task_id=task_id,
            verb=verb,
            revision=opened.revision,
            decided_at=now,
            signature=signature,
        )
        return Decided(**task.decision.model_dump())
