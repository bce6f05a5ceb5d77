"""What the case's owner does for one run: says how it stands, takes decisions over, goes on."""

from contracts.commands.approvals import Decision
from contracts.commands.cases import CaseCommands, Look, Proceed, Record, Stands
from contracts.commands.command import Refusal
from contracts.decisions import UNPROVEN, Outcome
from workflows.engine.progress import Progress
from workflows.engine.steps import Steps, unforeseen
from workflows.engine.waiting import not_before


class UnprovenError(Exception):
    """The owner does not believe what was decided: somebody forged a signal, or a key was not published."""


class Owner:
    """Asks, and enters what is answered in what the run knows."""

    def __init__(self, steps: Steps, commands: CaseCommands, case: Progress, kind: str) -> None:
        self._steps = steps
        self._commands = commands
        self._case = case
        self._kind = kind

    async def look(self) -> None:
        """Learn how the case stands now."""
        asked = Look(kind=self._kind, case_id=self._case.case_id)
        answer = await self._steps.ask(self._commands.look, asked, self._case.heard)
        if isinstance(answer, Refusal):
            raise unforeseen(self._commands.look, answer)
        self._case.take(answer)

    async def proceed(self) -> None:
        """Go on, as nothing but time, or a condition that now holds, is waited for."""
        answer = await self._steps.ask(self._commands.proceed, Proceed(kind=self._kind, case_id=self._case.case_id))
        match answer:
            case Stands():
                self._case.answered(answer, "lapsed")
            case Refusal(code="not_yet"):
                self._case.proceed_at = not_before(answer)
            case _:
                # Another fact came first, or the condition holds no more.
                self._case.stale, self._case.refused_at = True, self._case.now.version

    async def record(self, stage: str, found: Outcome[Decision]) -> str | None:
        """Have what was decided taken over. Gives why the owner does not; where only the office may mend it, it has it again.

        Raises UnprovenError.
        """
        signatures = tuple(found.rests_on[seat].signature for seat in sorted(found.rests_on))
        asked = Record(kind=self._kind, case_id=self._case.case_id, stage=stage, signatures=signatures)
        # One decision settles one stage once, in whatever run: were it refused as coming second, its author would be told wrongly.
        answer = await self._steps.once(self._commands.record, asked, str(found.settled_by.decision_id))
        if isinstance(answer, Stands):
            self._case.note_passed(stage, found.rests_on, answer)
            self._case.answered(answer, "done")
            return None
        if answer.code == UNPROVEN.code:
            raise UnprovenError(stage)
        self._case.reasons[stage] = answer.code
        self._case.stale = self._case.stale or not answer.again
        return None if answer.again else answer.code
