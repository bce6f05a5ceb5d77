"""What a run can do with its case: look, have offices judge, have a deed done, wait. Its process says when."""

from typing import NoReturn

from temporalio import workflow

from contracts.commands.approvals import Decision
from contracts.commands.cases import Stands, commands_of
from contracts.kinds import KINDS, Kind
from workflows.engine import messages, surface
from workflows.engine.held import Held
from workflows.engine.office import Office
from workflows.engine.owner import Owner
from workflows.engine.progress import Position, Progress, Start
from workflows.engine.steps import Steps
from workflows.engine.waiting import wait_until

# The process of each kind, as far as its module is imported.
RUNS: dict[str, type["CaseRun"]] = {}


class UnknownStateError(Exception):
    """A state that came with a newer version. The run stays open and shows as failing, until a worker knows it."""


class CaseRun:
    """One run per case. A process derives from it and says in `run` which doing belongs to which state.

    A run is one thread of doing: it does one thing at a time, and signals only leave word for it.
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
        steps = Steps()
        self._owner = Owner(steps, commands_of(KINDS[self._kind].owner), self._case, self._kind)
        self._held = Held(self._case, Office(steps, self._case.decisions), self._owner)

    # What a process says.

    async def stands(self) -> Stands:
        """How the case stands; the owner is asked only where something was heard since."""
        if self._case.stale:
            await self._owner.look()
        return self._case.now

    async def judge(self, *stages: str) -> None:
        """Put the stages before their offices, beside one another, until one is settled or the case stands otherwise."""
        before = self._case.position
        await self._held.clear(stages)
        if not self._stands_at(before):
            return
        if self._case.barred is None:
            for stage in stages:
                self._case.enter(self._kind, stage)
        held = len(self._case.open)
        while self._stands_at(before) and len(self._case.open) == held and not self._case.heed():
            if not await self._held.next():
                await self._rest()

    async def deed(self, stage: str) -> None:
        """Have somebody do something at the owner's; time may end the waiting, where the owner says so."""
        await self.judge(stage)

    async def wait(self) -> None:
        """Until something is heard of the case, or the time its owner named is over."""
        await self.judge()

    async def unknown(self) -> None:
        """In a state that came with a newer version: close what is not needed there, and leave the rest to whoever knows it.

        Raises UnknownStateError unless something newer was heard: the workflow task fails and is tried again until a worker that
        knows the state has it. Had it been completed, that worker would have to do at this point as this one did.
        """
        await self._held.clear(())
        if not self._case.stale and not self._case.heed():
            raise UnknownStateError(self._case.now.state)

    async def ended(self) -> str:
        """Leave nothing open behind; gives the state it ended in."""
        while self._case.open:
            await self._held.clear(())
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
            signature=said.signature,
        )
        self._case.decisions.put(decision)

    @workflow.signal(name=messages.MOVED)
    def moved(self, said: messages.Moved) -> None:
        """The case has changed at its owner's."""
        self._case.hear(said.version, said.cause)

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
        return not self._case.stale and self._case.position == position

    async def _rest(self) -> None:
        """Until there is word, or it is time to remind, to escalate, or to go on."""
        surface.show(self._case.now.state, self._case.now.revision, self._case.places(), self._case.proceed_at)
        moment = self._case.wakes_at
        if await wait_until(self._word, moment, self._carry_on):
            return
        if moment == self._case.proceed_at:
            await self._owner.proceed()
        else:
            await self._held.ring()

    def _word(self) -> bool:
        kept = self._case.decisions.kept
        return self._case.is_told or any(at.task.task_id in kept for at in self._case.open)

    async def _carry_on(self) -> NoReturn:
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(Start(self._case.case_id, None, self._case))
