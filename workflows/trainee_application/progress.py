"""What a run knows: all of it travels along when it goes on as a new run."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic.dataclasses import dataclass as message

from contracts.cases import task_id
from contracts.commands.approvals import Decision, OpenTask
from contracts.commands.enrollment import ApplicationStands
from contracts.events.enrollment import ApplicationState
from contracts.processes import trainee_application as process
from contracts.processes.trainee_application import KIND, Decided, Facts, Outcome, Resubmitted, Status
from contracts.rules import Stage
from workflows.human_stage import Decisions, StageTask

OUTCOME_OF_STATE: dict[ApplicationState, Outcome] = {
    "SCHOOL_DECLINED": "declined",
    "COUNTY_REJECTED": "rejected",
    "MUNICIPAL_REJECTED": "rejected",
    "ADMITTED": "admitted",
    "LAPSED": "lapsed",
    "WITHDRAWN": "withdrawn",
}


@dataclass
class Mailbox:
    """Signals not yet acted on."""

    decisions: Decisions = field(default_factory=Decisions)
    resubmitted: Resubmitted | None = None
    withdrawn: bool = False
    round_closed: bool = False

    def decided(self, said: Decided) -> None:
        """Keep a decision for its task."""
        self.decisions.put(
            Decision(
                decision_id=said.decision_id,
                task_id=said.task_id,
                verb=said.verb,
                revision=said.revision,
                decided_at=said.decided_at,
            )
        )

    def take_resubmission(self, said: Resubmitted) -> None:
        """Keep the newest revision."""
        if self.resubmitted is None or said.revision > self.resubmitted.revision:
            self.resubmitted = said


@dataclass
class Progress:
    """Where the case stands. Rounds count per stage, so that each opening has a task id of its own."""

    application_id: UUID
    facts: Facts
    mailbox: Mailbox = field(default_factory=Mailbox)
    rounds: dict[Stage, int] = field(default_factory=dict)
    at: StageTask | None = None
    correcting: bool = False
    lapse_at: datetime | None = None
    resubmission_under_way: bool = False
    outcome: Outcome | None = None
    asked: dict[str, int] = field(default_factory=dict)

    def take(self, stands: ApplicationStands) -> None:
        """What enrollment says of the case now."""
        self.facts = Facts(stands.plan, stands.revision, stands.content_hash)
        if stands.finished:
            self.outcome = OUTCOME_OF_STATE[stands.state]

    @property
    def stages(self) -> list[Stage]:
        """The stages of the plan, in order."""
        return [planned.stage for planned in self.facts.plan.stages]

    @property
    def here(self) -> StageTask:
        """The stage the case is at."""
        if self.at is None:
            raise RuntimeError("No stage has been entered yet.")
        return self.at

    @property
    def stage(self) -> Stage:
        """The name of the stage the case is at."""
        return self.here.task.stage.stage

    def enter(self, stage: Stage, reason: str | None = None) -> None:
        """Go to a stage, in a round of its own; `reason` tells the office why it has the case once more."""
        round_ = self.rounds[stage] = self.rounds.get(stage, 0) + 1
        self.correcting, self.lapse_at, self.resubmission_under_way = False, None, False
        self.at = StageTask(
            OpenTask(
                task_id=task_id(self.application_id, stage, round_),
                case_id=self.application_id,
                kind=KIND,
                round=round_,
                stage=self.facts.plan.stages[self.stages.index(stage)],
                revision=self.facts.revision,
                content_hash=self.facts.content_hash,
                reason=reason,
            )
        )

    def next_stage(self) -> Stage | None:
        """The stage after the present one; None after the last."""
        after = self.stages.index(self.stage) + 1
        return self.stages[after] if after < len(self.stages) else None

    def resubmission(self) -> Resubmitted | None:
        """A revision newer than the one decided."""
        newer = self.mailbox.resubmitted
        return newer if newer and newer.revision > self.facts.revision else None

    def status(self) -> Status:
        """The answer to the query."""
        if self.outcome or self.at is None:
            return Status("nothing" if self.outcome else "service", self.facts.revision, outcome=self.outcome)
        task = self.at.task
        stage, round_ = task.stage.stage, task.round
        if self.correcting:
            return Status("correction", self.facts.revision, stage, round_, due_at=self.lapse_at)
        if not self.at.opened:
            return Status("service", self.facts.revision, stage, round_, task.stage.office.key)
        return Status("office", self.facts.revision, stage, round_, task.stage.office.key, task.task_id, self.at.due_at)


@message(frozen=True)
class Start(process.Start):
    """What starts a run, and what a run that goes on as a new one takes along."""

    carried: Progress | None = None
