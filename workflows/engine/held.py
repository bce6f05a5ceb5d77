"""The tasks a run has put before offices, beside one another: opened, settled together, closed."""

from collections.abc import Collection, Iterable, Sequence

from contracts.cases import PlannedStage
from contracts.commands.approvals import Decision
from contracts.decisions import TOGETHER, Outcome, outcome
from workflows.engine.office import Office, StageTask
from workflows.engine.owner import Owner, UnprovenError
from workflows.engine.progress import Progress


class Held:
    """What is done with the tasks of one run. The owner's row decides; what came too late is marked, and its author told."""

    def __init__(self, case: Progress, office: Office, owner: Owner) -> None:
        self._case = case
        self._office = office
        self._owner = owner

    async def next(self) -> bool:
        """Do what can be done with them at once, one thing at a time; False where they only wait."""
        for at in self._case.open:
            if not at.opened and not at.ended:
                await self._office.open(at)
                return True
            at.decision = at.decision or self._case.decisions.take(at.task.task_id)
        for at in self._case.open:
            group = self._beside(at)
            if self._outcome(group) is not None:
                await self._finish(group, "settled")
                return True
        return self._drop_ended()

    async def ring(self) -> None:
        """Heed the timer that went off."""
        await self._office.ring(next(at for at in self._case.open if at.wakes_at == self._case.wakes_at))

    async def clear(self, keep: Collection[str]) -> None:
        """Close what the case does not need any more, before these stages or any. What another office has now is opened there later.

        What was decided before is taken over: where that moves the case, the rest is left to whoever asks again.
        """
        before = self._case.position
        for at in list(self._case.open):
            if self._case.position != before:
                return
            stage, barred = at.task.stage.stage, self._case.barred
            if barred or stage not in keep or at.task.revision != self._case.now.revision:
                if self._case.now.held:
                    # Once it goes on, the office has it again, and is told why.
                    self._case.reasons[stage] = self._case.now.held
                if at in self._case.open:
                    await self._finish(self._beside(at), barred or self._case.cause)
            elif at.decision is None and not self._has_its_office(at):
                await self._office.close(at, "office_changed")
                if at.decision is None:
                    self._case.reasons[stage] = "office_changed"
                    self._case.open.remove(at)

    def _drop_ended(self) -> bool:
        """Leave tasks that ended undecided; whether they are needed again, the owner knows."""
        undecided = [at for at in self._case.open if at.ended and at.decision is None]
        for at in undecided:
            self._case.open.remove(at)
        self._case.stale = self._case.stale or bool(undecided)
        return bool(undecided)

    def _has_its_office(self, at: StageTask) -> bool:
        planned = self._case.planned(at.task.stage.stage)
        return planned is not None and at.task.office in planned.offices[at.task.seat : at.task.seat + 1]

    def _planned(self, at: StageTask) -> PlannedStage:
        # As it is now: an office may have been put beside the one that has the task.
        return self._case.planned(at.task.stage.stage) or at.task.stage

    def _beside(self, at: StageTask) -> list[StageTask]:
        """The tasks that are settled together with this one."""
        if self._planned(at).mode not in TOGETHER:
            return [at]
        return [one for one in self._case.open if one.task.stage.stage == at.task.stage.stage]

    def _outcome(self, group: Sequence[StageTask]) -> Outcome[Decision] | None:
        decided = {at.task.seat: at.decision for at in group if at.decision is not None}
        planned = self._planned(group[0])
        return outcome(planned.mode, decided, len(planned.offices))

    async def _finish(self, group: Sequence[StageTask], cause: str) -> None:
        """End tasks together; what they came to is the owner's to judge."""
        for at in group:
            if at.decision is None and not at.ended:
                await self._office.close(at, cause)
        for at in group:
            self._case.open.remove(at)
        found = self._outcome(group)
        if found is None:
            # Where none was open to this run, an earlier one has seen to what was decided.
            unneeded = list(group) if any(at.opened for at in group) else []
        else:
            unneeded = [at for at in group if at.task.seat not in found.rests_on]
            try:
                refused = await self._owner.record(group[0].task.stage.stage, found)
            except UnprovenError:
                self._ask_anew(group, found)
                return
            if refused is not None:
                await self._overtaken([at for at in group if at.task.seat in found.rests_on], refused)
        await self._overtaken(unneeded, cause)

    def _ask_anew(self, group: Sequence[StageTask], found: Outcome[Decision]) -> None:
        """Forget what signals said and hear from approvals itself how the tasks stand: a forged signal changes nothing.

        Raises UnprovenError where approvals itself said it: then the owner lacks a key, and the run shows as failing until it has it.
        """
        said = [at for at in group if at.decision is not None and not at.ended]
        if not any(at.task.seat in found.rests_on for at in said):
            raise UnprovenError(group[0].task.stage.stage)
        for at in said:
            at.decision, at.opened = None, False
            self._case.decisions.reopen(at.task.task_id)
        self._case.open.extend(group)

    async def _overtaken(self, group: Iterable[StageTask], reason: str) -> None:
        for at in group:
            if at.decision is None or await self._office.overtaken(at.decision, reason):
                continue
            # Only a signal said so: the task may still be open, or somebody has decided it otherwise.
            at.decision = None
            await self._office.close(at, reason)
            if at.decision is not None:
                await self._office.overtaken(at.decision, reason)
