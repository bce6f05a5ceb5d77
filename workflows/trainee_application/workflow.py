"""An application travels from office to office until it is admitted or ends (Art. 4.2)."""

from typing import NoReturn

from temporalio import workflow

from contracts.commands.approvals import Decision
from contracts.commands.command import Refusal
from contracts.commands.enrollment import LAPSE, Admitted, DecisionTaken, Lapsed
from contracts.events.approvals import TaskEnd
from contracts.events.enrollment import LapseCause
from contracts.processes import trainee_application as process
from contracts.rules import Stage
from workflows import surface
from workflows.human_stage import HumanStage, Interrupted
from workflows.step import unforeseen
from workflows.trainee_application.progress import OUTCOME_OF_STATE, Progress, Start
from workflows.trainee_application.steps import ApplicationSteps
from workflows.waiting import in_seconds, not_before, wait_until

# Nothing about the case itself has changed: its office has it once more, with the reason.
TO_BE_DECIDED_ANEW = ("membership_exists", "studio_full")


@workflow.defn(name=process.WORKFLOW)
class TraineeApplication:
    """One run per application."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._case = start.carried or Progress(start.application_id, start.facts)
        self._mailbox = self._case.mailbox
        self._steps = ApplicationSteps(start.application_id, self._case.asked)
        self._stage = HumanStage(self._steps, self._mailbox.decisions, self._interruption, self._carry_on)

    @workflow.run
    async def run(self, start: Start) -> process.Outcome:
        """Take the case from hand to hand until there is an outcome."""
        if start.carried is None:
            self._enter(self._case.stages[0])
        else:
            self._go_on()
        while self._case.outcome is None:
            if self._case.correcting:
                await self._wait_for_correction()
            else:
                await self._pass_stage()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._case.outcome

    @workflow.signal(name=process.DECIDED)
    def decided(self, said: process.Decided) -> None:
        """Somebody decided a task."""
        self._mailbox.decided(said)

    @workflow.signal(name=process.RESUBMITTED)
    def resubmitted(self, said: process.Resubmitted) -> None:
        """A new revision is there."""
        self._mailbox.take_resubmission(said)

    @workflow.signal(name=process.WITHDRAWN)
    def withdrawn(self, _said: process.Withdrawn) -> None:
        """The applicant took the application back."""
        self._mailbox.withdrawn = True

    @workflow.signal(name=process.ROUND_CLOSED)
    def round_closed(self, _said: process.RoundClosed) -> None:
        """The round closed."""
        self._mailbox.round_closed = True

    @workflow.query(name=process.STATUS)
    def status(self) -> process.Status:
        """Where the run stands."""
        return self._case.status()

    async def _finished(self) -> bool:
        """Look up how the case stands, and whether it has ended."""
        stands = await self._steps.standing()
        self._case.take(stands)
        return stands.finished

    def _enter(self, stage: Stage, reason: str | None = None) -> None:
        self._case.enter(stage, reason)
        self._steps.enter(stage, self._case.here.task.round)

    async def _pass_stage(self) -> None:
        match await self._stage.hold(self._case.here):
            case Decision() as decision:
                await self._take(decision)
            case Interrupted("withdrawn", decision):
                if decision is not None:
                    await self._steps.overtaken(decision, "withdrawn")
                self._case.outcome = "withdrawn"
            case Interrupted("round_closed", None):
                await self._lapse("round_closed")
            case Interrupted("round_closed", Decision() as decision):
                await self._take(decision)
            case Interrupted():
                self._enter(self._case.stage)

    async def _take(self, decision: Decision) -> None:
        """Take a decision over into the application, and go where it leads."""
        following = self._case.next_stage()
        answer: Admitted | DecisionTaken | Refusal
        if decision.verb == "approve" and following is None:
            answer = await self._steps.admit(decision)
        else:
            answer = await self._steps.record(self._case.stage, decision)
        match answer:
            case Refusal():
                await self._not_taken(decision, answer.code)
            case Admitted():
                self._case.outcome = "admitted"
            case DecisionTaken() if decision.verb == "return":
                self._case.correcting, self._case.lapse_at = True, in_seconds(answer.lapse_in or 0)
                surface.show_correction(self._case.lapse_at, self._case.facts.revision)
            case DecisionTaken() if decision.verb == "approve" and following:
                self._enter(following)
            case DecisionTaken():
                self._case.outcome = OUTCOME_OF_STATE[answer.state]

    async def _not_taken(self, decision: Decision, code: str) -> None:
        """Another fact came first, and enrollment's row decides."""
        if code in TO_BE_DECIDED_ANEW:
            self._enter(self._case.stage, code)
            return
        await self._steps.overtaken(decision, code)
        if code == "withdrawn":
            self._case.outcome = "withdrawn"
        elif code == "round_closed":
            await self._lapse("round_closed")
        elif not await self._finished():
            self._enter(self._case.stage, code)

    async def _wait_for_correction(self) -> None:
        await wait_until(self._correction_ends, self._case.lapse_at, self._carry_on)
        if newer := self._case.resubmission():
            if not await self._finished():
                self._enter(newer.resume_at)
        elif self._mailbox.withdrawn:
            self._case.outcome = "withdrawn"
        else:
            await self._lapse("round_closed" if self._mailbox.round_closed else "unanswered")

    def _correction_ends(self) -> bool:
        closed = self._mailbox.round_closed and not self._case.resubmission_under_way
        return self._case.resubmission() is not None or self._mailbox.withdrawn or closed

    async def _lapse(self, cause: LapseCause) -> None:
        match await self._steps.lapse(cause):
            case Lapsed():
                self._case.outcome = "lapsed"
            case Refusal(code="withdrawn"):
                self._case.outcome = "withdrawn"
            case Refusal(code="not_yet") as refusal if cause == "unanswered":
                self._case.lapse_at = not_before(refusal)
            case Refusal(code="resubmitted") if self._case.correcting:
                self._case.lapse_at, self._case.resubmission_under_way = None, True
            case Refusal() as refusal:
                if not await self._finished():
                    raise unforeseen(LAPSE, refusal)

    def _interruption(self) -> TaskEnd | None:
        if self._mailbox.withdrawn:
            return "withdrawn"
        return "round_closed" if self._mailbox.round_closed else None

    async def _carry_on(self) -> NoReturn:
        await workflow.wait_condition(workflow.all_handlers_finished)
        self._case.asked = self._steps.asked
        workflow.continue_as_new(Start(self._case.application_id, self._case.facts, self._case))

    def _go_on(self) -> None:
        self._steps.enter(self._case.stage, self._case.here.task.round)
        if self._case.correcting and self._case.lapse_at:
            surface.show_correction(self._case.lapse_at, self._case.facts.revision)
        elif self._case.here.due_at:
            surface.show_stage(self._case.here.task, self._case.here.due_at)
