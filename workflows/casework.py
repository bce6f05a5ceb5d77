"""What a run that follows an owner's state can do: look, have an office judge, have a deed done, wait. Its workflow says when."""

import asyncio
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

from pydantic.dataclasses import dataclass as message
from temporalio import workflow

from contracts.cases import task_id
from contracts.commands import approvals
from contracts.commands.approvals import MARK_OVERTAKEN, Decision, MarkOvertaken, OpenTask
from contracts.commands.casework import CaseMoved, CaseStands, OpenCase, Proceed, RecordCaseDecision
from contracts.commands.command import Command, Refusal
from contracts.events.approvals import TaskEnd
from contracts.processes import casework as process
from contracts.rules import Stage
from workflows import surface
from workflows.human_stage import Decisions, HumanStage, Interrupted, StageTask
from workflows.step import Steps, unforeseen
from workflows.waiting import not_before, wait_until


@dataclass
class Progress:
    """What travels along when a run goes on as a new one. Rounds count per stage, so that each opening has a task id of its own."""

    case_id: UUID
    decisions: Decisions = field(default_factory=Decisions)
    seen: int = 0
    heard: int = 0
    cause: TaskEnd = "done"
    nudged: bool = False
    rounds: dict[Stage, int] = field(default_factory=dict)
    at: StageTask | None = None
    asked: dict[str, int] = field(default_factory=dict)


@message(frozen=True)
class Start(process.Start):
    """What starts a run, and what a run that goes on as a new one takes along."""

    carried: Progress | None = None


@dataclass(frozen=True)
class Questions:
    """What the owner of this kind of case answers."""

    kind: str
    open: Command[OpenCase, CaseStands]
    record: Command[RecordCaseDecision, CaseMoved]
    proceed: Command[Proceed, CaseMoved]

    @property
    def commands(self) -> tuple[Command[OpenCase, CaseStands] | Command[RecordCaseDecision, CaseMoved], ...]:
        """The steps a worker must know."""
        return (self.open, self.record, self.proceed, *approvals.COMMANDS)  # type: ignore[return-value]


class Casework:
    """The doings of one run."""

    def __init__(self, questions: Questions, start: Start) -> None:
        self._ask = questions
        self._case = start.carried or Progress(start.case_id)
        self._steps = Steps(self._case.asked)
        self._stage = HumanStage(self._steps, self._case.decisions, self._interruption, self._carry_on)
        self._stands: CaseStands | None = None
        self._expired = False
        # Unlike all others, the keys of looking differ from run to run: what is asked is how it stands now.
        self._steps.enter(workflow.info().run_id, 0)

    def decided(self, said: process.Decided) -> None:
        """Keep a decision for its task."""
        self._case.decisions.put(
            Decision(
                decision_id=said.decision_id,
                task_id=said.task_id,
                verb=said.verb,
                revision=said.revision,
                decided_at=said.decided_at,
            )
        )

    def moved(self, said: process.Moved) -> None:
        """The owner's row, or what it waits for, has changed."""
        if said.version is None:
            self._case.nudged = True
        elif said.version > self._case.heard:
            self._case.heard, self._case.cause = said.version, said.cause

    def status(self) -> process.Status:
        """The answer to the query."""
        if self._stands is None:
            return process.Status("service", "")
        at = self._case.at
        if at is None or not at.opened:
            return process.Status("nothing" if self._stands.finished else "facts", self._stands.state)
        task = at.task
        return process.Status(
            "office", self._stands.state, task.stage.stage, task.round, task.stage.office.key, at.due_at
        )

    async def look(self) -> CaseStands:
        """How the case stands with its owner."""
        self._case.nudged = self._expired = False
        answer = await self._steps.call(self._ask.open, OpenCase(case_id=self._case.case_id))
        if isinstance(answer, Refusal):
            raise unforeseen(self._ask.open, answer)
        if self._case.at is not None and answer.version != self._case.seen:
            # The case moved on while this run took over from the one before.
            await self._abandon(self._case.at)
        self._stands, self._case.seen = answer, answer.version
        return answer

    async def judge(self, stage: Stage) -> None:
        """Put the stage before its office, and take over what is decided; where the row moved first, that is told."""
        match await self._hold(stage):
            case Decision() as decision:
                await self._record(stage, decision)
            case Interrupted(_, Decision() as decision):
                await self._overtaken(decision, "wrong_state")

    async def deed(self, stage: Stage) -> None:
        """Have somebody do something at the owner's; time may end the waiting, where the owner says so."""
        expiry = asyncio.create_task(self._expire())
        try:
            await self._hold(stage)
        finally:
            # Not waited for: a run that leaves the cache passes through here too, and must not wait for anything.
            expiry.cancel()

    async def proceed(self) -> bool:
        """Whether the case could go on by itself."""
        answer = await self._steps.call(self._ask.proceed, Proceed(case_id=self._case.case_id))
        return isinstance(answer, CaseMoved)

    async def wait(self) -> None:
        """Until something is heard of the case."""
        await wait_until(lambda: self._case.nudged or self._heard_more(), None, self._carry_on)

    @property
    def _standing(self) -> CaseStands:
        if self._stands is None:
            raise RuntimeError("The run has not looked at its case yet.")
        return self._stands

    def _heard_more(self) -> bool:
        return self._case.heard > self._standing.version

    def _interruption(self) -> TaskEnd | None:
        if self._expired:
            return "lapsed"
        return self._case.cause if self._heard_more() else None

    async def _hold(self, stage: Stage) -> Decision | Interrupted:
        at = self._case.at
        if at is None:
            at = self._case.at = self._entered(stage)
        elif at.due_at is not None:
            # A run that goes on as a new one finds its task as it left it.
            surface.show_stage(at.task, at.due_at)
        outcome = await self._stage.hold(at)
        self._case.at = None
        return outcome

    def _entered(self, stage: Stage) -> StageTask:
        standing = self._standing
        round_ = self._case.rounds[stage] = self._case.rounds.get(stage, 0) + 1
        self._steps.enter(stage, round_)
        planned = next(planned for planned in standing.plan.stages if planned.stage == stage)
        return StageTask(
            OpenTask(
                task_id=task_id(self._case.case_id, stage, round_),
                case_id=self._case.case_id,
                kind=self._ask.kind,
                round=round_,
                stage=planned,
                revision=standing.revision,
                content_hash=standing.content_hash,
            )
        )

    async def _abandon(self, at: StageTask) -> None:
        self._case.at = None
        match await self._stage.close(at, self._case.cause):
            case Interrupted(_, Decision() as decision) | (Decision() as decision):
                await self._overtaken(decision, "wrong_state")

    async def _record(self, stage: Stage, decision: Decision) -> None:
        asked = RecordCaseDecision(
            case_id=self._case.case_id,
            decision_id=decision.decision_id,
            stage=stage,
            verb=decision.verb,
            revision=decision.revision,
            decided_at=decision.decided_at,
        )
        answer = await self._steps.call(self._ask.record, asked)
        if isinstance(answer, Refusal):
            await self._overtaken(decision, answer.code)

    async def _overtaken(self, decision: Decision, reason: str) -> None:
        asked = MarkOvertaken(decision_id=decision.decision_id, reason=reason)
        answer = await self._steps.call(MARK_OVERTAKEN, asked)
        if isinstance(answer, Refusal):
            raise unforeseen(MARK_OVERTAKEN, answer)

    async def _expire(self) -> None:
        """Ask the owner to go on once the time it named is over."""
        left = self._standing.proceed_in
        while left is not None:
            await asyncio.sleep(left)
            answer = await self._steps.call(self._ask.proceed, Proceed(case_id=self._case.case_id))
            if isinstance(answer, CaseMoved):
                self._expired = True
                return
            if answer.code != "not_yet":
                return
            left = max((not_before(answer) - workflow.now()).total_seconds(), 0.0)

    async def _carry_on(self) -> NoReturn:
        await workflow.wait_condition(workflow.all_handlers_finished)
        self._case.asked = self._steps.asked
        workflow.continue_as_new(Start(self._case.case_id, self._case))
