"""What this process asks of services."""

from uuid import UUID

from contracts.commands import approvals
from contracts.commands.approvals import MARK_OVERTAKEN, Decision, MarkOvertaken
from contracts.commands.command import Refusal
from contracts.commands.enrollment import (
    ADMIT,
    ASK_STANDING,
    LAPSE,
    RECORD_DECISION,
    Admit,
    Admitted,
    ApplicationStands,
    AskStanding,
    DecisionTaken,
    Lapse,
    Lapsed,
    RecordDecision,
)
from contracts.events.enrollment import LapseCause
from contracts.rules import Stage
from workflows.step import Steps, unforeseen

COMMANDS = (ASK_STANDING, RECORD_DECISION, ADMIT, LAPSE, *approvals.COMMANDS)


class ApplicationSteps(Steps):
    """The questions about one application."""

    def __init__(self, application_id: UUID, asked: dict[str, int]) -> None:
        super().__init__(asked)
        self._application_id = application_id

    async def standing(self) -> ApplicationStands:
        """How the case stands in enrollment."""
        answer = await self.call(ASK_STANDING, AskStanding(application_id=self._application_id))
        if isinstance(answer, Refusal):
            raise unforeseen(ASK_STANDING, answer)
        return answer

    async def record(self, stage: Stage, decision: Decision) -> DecisionTaken | Refusal:
        """Take a stage's decision over into the application's state."""
        asked = RecordDecision(
            application_id=self._application_id,
            decision_id=decision.decision_id,
            stage=stage,
            verb=decision.verb,
            revision=decision.revision,
            decided_at=decision.decided_at,
        )
        return await self.call(RECORD_DECISION, asked)

    async def admit(self, decision: Decision) -> Admitted | Refusal:
        """Make the applicant a member, on the last stage's decision."""
        asked = Admit(
            application_id=self._application_id,
            decision_id=decision.decision_id,
            revision=decision.revision,
            decided_at=decision.decided_at,
        )
        return await self.call(ADMIT, asked)

    async def lapse(self, cause: LapseCause) -> Lapsed | Refusal:
        """End the application; enrollment knows whether it is time."""
        return await self.call(LAPSE, Lapse(application_id=self._application_id, cause=cause))

    async def overtaken(self, decision: Decision, reason: str) -> None:
        """Note that the decision came second, and tell its author."""
        answer = await self.call(MARK_OVERTAKEN, MarkOvertaken(decision_id=decision.decision_id, reason=reason))
        if isinstance(answer, Refusal):
            raise unforeseen(MARK_OVERTAKEN, answer)
