"""What a run can do with its case: look, have offices judge, have a deed done, wait. Its process says when."""

from collections.abc import Sequence
from typing import NoReturn

from temporalio import workflow

from contracts.commands.approvals import Decision
from contracts.commands.cases import CaseCommands, Decided, Look, Proceed, Record, Stands, commands_of
from contracts.commands.command import Refusal
from contracts.kinds import KINDS, Kind
from workflows.engine import messages, surface
from workflows.engine.office import Office, StageTask
from workflows.engine.panel import Outcome, outcome
from workflows.engine.progress import Position, Progress, Start
from workflows.engine.steps import Steps, unforeseen
from workflows.engine.waiting import not_before, wait_until

# The process of each kind, as far as its module is imported.
RUNS: dict[str, type["CaseRun"]] = {}


class CaseRun:
    """One run per case. A process derives from it and says in `run` which doing belongs to which state.

    While a stage is held the owner's row decides: what is heard of it, what it refuses, and what was decided too late.
    """

    def __init_subclass__(cls, *, kind: Kind) -> None:
        super().__init_subclass__()
        RUNS[kind.name] = cls

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._case = start.carried or Progress(start.case_id)
        if start.carried is None and start.stands is not None:
            self._case.take(start.stands)
        self._kind = workflow.info().workflow_type
        self._ask: CaseCommands = commands_of(KINDS[self._kind].owner)
        self._steps = Steps(self._case.asked)
        self._office = Office(self._steps, self._case.decisions)

    # What a process says.

    async def stands(self) -> Stands:
        """How the case stands; the owner is asked only where something was heard since."""
        if self._case.outdated:
            await self._look()
        return self._case.now

    async def judge(self, *stages: str) -> None:
        """Put the stages before their offices, beside one another, until one is decided or the case stands otherwise."""
        before = self._case.position
        await self._clear(stages)
        if not self._stands_at(before):
            return
        if not self._case.now.over:
            for stage in stages:
                self._case.enter(self._kind, stage)
        if not self._case.open:
            await self._until_heard()
        while self._case.open and self._stands_at(before):
            await self._next()

    async def deed(self, stage: str) -> None:
        """Have somebody do something at the owner's; time may end the waiting, where the owner says so."""
        await self.judge(stage)

    async def wait(self) -> None:
        """Until something is heard of the case, or the time its owner named is over."""
        before = self._case.position
        await self._clear(())
        if self._stands_at(before):
            await self._until_heard()

    async def ended(self) -> str:
        """Leave nothing open behind; gives the state it ended in."""
        await self._clear(())
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._case.now.state

    # What a run is told and asked.

    @workflow.signal(name=messages.DECIDED)
    def decided(self, said: messages.Decided) -> None:
        """Somebody decided a task."""
        decision = Decision(
            decision_id=said.decision_id,
            task_id=said.task_id,
            verb=said.verb,
            revision=said.revision,
            decided_at=said.decided_at,
        )
        self._case.decisions.put(decision)

    @workflow.signal(name=messages.MOVED)
    def moved(self, said: messages.Moved) -> None:
        """The case has changed at its owner's."""
        if said.version > self._case.heard:
            self._case.heard, self._case.cause = said.version, said.cause

    @workflow.query(name=messages.STATUS)
    def status(self) -> messages.Status:
        """Where the run stands."""
        if self._case.stands is None:
            return messages.Status("service", "")
        stands, places = self._case.now, self._case.places()
        if places:
            return messages.Status("office", stands.state, stands.revision, places, self._case.proceed_at)
        waits_for: messages.Awaited = "nothing" if stands.finished else "service" if self._case.open else "facts"
        return messages.Status(waits_for, stands.state, stands.revision, (), self._case.proceed_at)

    # How it is done.

    def _stands_at(self, position: Position) -> bool:
        return not self._case.outdated and self._case.position == position

    async def _look(self) -> None:
        # Unlike all others, the keys of looking differ from run to run: what is asked is how it stands now.
        asked = Look(kind=self._kind, case_id=self._case.case_id)
        answer = await self._steps.call(self._ask.look, asked, workflow.info().run_id)
        if isinstance(answer, Refusal):
            raise unforeseen(self._ask.look, answer)
        self._case.take(answer)
        # What the owner says now is as new as any news of it.
        self._case.heard = min(self._case.heard, answer.version)

    async def _next(self) -> None:
        """One thing: open a task, take a decision, heed a timer, or wait for any of them."""
        for at in self._case.open:
            if not at.opened:
                if not await self._office.open(at):
                    await self._ended_elsewhere(at)
                return
            if at.decision is None and (decision := self._case.decisions.take(at.task.task_id)):
                await self._take(at, decision)
                return
        self._show()
        moment = self._case.wakes_at
        if await wait_until(self._word, moment, self._carry_on):
            return
        if moment == self._case.proceed_at:
            await self._go_on()
            return
        at = next(one for one in self._case.open if one.wakes_at == moment)
        if not await self._office.ring(at):
            await self._ended_elsewhere(at)

    def _word(self) -> bool:
        return self._case.heard > self._case.now.version or any(
            at.task.task_id in self._case.decisions.kept for at in self._case.open
        )

    async def _until_heard(self) -> None:
        self._show()
        if self._case.now.over and self._case.proceed_at is None:
            self._case.proceed_at = workflow.now()
        if not await wait_until(self._word, self._case.proceed_at, self._carry_on):
            await self._go_on()

    async def _go_on(self) -> None:
        """Ask the owner to go on, as nothing but time, or a condition that now holds, is waited for."""
        asked, place = Proceed(kind=self._kind, case_id=self._case.case_id), f"proceed/{self._case.now.version}"
        match await self._steps.call(self._ask.proceed, asked, place):
            case Stands() as stands:
                self._case.cause = "lapsed"
                self._case.take(stands)
            case Refusal(code="not_yet") as refusal:
                self._case.proceed_at = not_before(refusal)
            case _:
                self._case.stale = True

    async def _take(self, at: StageTask, decision: Decision) -> None:
        at.decision = decision
        group = self._beside(at)
        decided = {one.task.seat: one.decision for one in group if one.decision is not None}
        if outcome(at.task.stage.mode, decided, [one.task.seat for one in group]) is not None:
            await self._finish(group, "settled")

    async def _ended_elsewhere(self, at: StageTask) -> None:
        """Approvals says that the task has ended: a decision was missed, or the case is over."""
        self._case.stale = True
        await self._finish(self._beside(at), "restarted")

    def _beside(self, at: StageTask) -> list[StageTask]:
        """The tasks that are settled together with this one."""
        stage = at.task.stage
        if stage.mode not in ("all", "any"):
            return [at]
        return [one for one in self._case.open if one.task.stage.stage == stage.stage]

    async def _clear(self, keep: Sequence[str]) -> None:
        """Close what the case does not need any more; what belongs before another office now is opened there afterwards."""
        for at in list(self._case.open):
            stage, over = at.task.stage.stage, self._case.now.over
            if at not in self._case.open or (stage in keep and self._case.fits(at) and not over):
                continue
            cause = over or self._case.cause
            if stage in keep and not over and at.task.revision == self._case.now.revision:
                cause = self._case.reasons[stage] = "office_changed"
            await self._finish(self._beside(at), cause)

    async def _finish(self, group: Sequence[StageTask], cause: str) -> None:
        """End tasks together. What was decided of them is taken over where it amounts to something; the owner judges that."""
        for at in group:
            if at.decision is None:
                at.decision = await self._office.close(at, cause)
        for at in group:
            self._case.open.remove(at)
        decided = {at.task.seat: at.decision for at in group if at.decision is not None}
        found = outcome(group[0].task.stage.mode, decided, [at.task.seat for at in group])
        unneeded = tuple(decided.values()) if found is None else found.unneeded
        if found is not None:
            await self._record(group[0], found)
        for decision in unneeded:
            await self._office.overtaken(decision, cause, group[0].place)

    async def _record(self, at: StageTask, found: Outcome) -> None:
        asked = Record(
            kind=self._kind,
            case_id=self._case.case_id,
            stage=at.task.stage.stage,
            turn=at.task.turn,
            verb=found.verb,
            revision=at.task.revision,
            decided_at=max(decision.decided_at for decision in found.rests_on.values()),
            decisions=tuple(
                Decided(decision_id=one.decision_id, verb=one.verb, decided_at=one.decided_at, seat=seat)
                for seat, one in sorted(found.rests_on.items())
            ),
        )
        match await self._steps.call(self._ask.record, asked, at.place):
            case Stands() as stands:
                self._case.take(stands)
                self._case.note_passed(at.task.stage.stage, asked.decisions)
            case Refusal(again=True) as refusal:
                self._case.reasons[at.task.stage.stage] = refusal.code
            case Refusal() as refusal:
                for decision in found.rests_on.values():
                    await self._office.overtaken(decision, refusal.code, at.place)
                self._case.reasons[at.task.stage.stage] = refusal.code
                self._case.stale = True

    def _show(self) -> None:
        surface.show(self._case.now.state, self._case.now.revision, self._case.places(), self._case.proceed_at)

    async def _carry_on(self) -> NoReturn:
        await workflow.wait_condition(workflow.all_handlers_finished)
        self._case.asked = self._steps.asked
        workflow.continue_as_new(Start(self._case.case_id, None, self._case))
