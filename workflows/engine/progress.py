"""What a run knows of its case: all of it travels along when it goes on as a new run."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic.dataclasses import dataclass as message
from temporalio import workflow

from contracts.cases import PlannedStage, task_id
from contracts.commands.approvals import OpenTask
from contracts.commands.cases import Stands
from workflows.engine.messages import Place
from workflows.engine.office import Decisions, StageTask
from workflows.engine.options import ASK_AGAIN_SECONDS
from workflows.engine.waiting import in_seconds

# State, revision, why nothing can be decided any more or for now, and whether the case has ended.
Position = tuple[str, int, str | None, bool]


@dataclass
class Progress:
    """Where the case stands, as far as the run has heard, and the tasks it has put before offices."""

    case_id: UUID
    stands: Stands | None = None
    stale: bool = True
    news: list[tuple[int, str]] = field(default_factory=list)
    heard: int = 0
    cause: str = "done"
    proceed_at: datetime | None = None
    refused_at: int = 0
    decisions: Decisions = field(default_factory=Decisions)
    open: list[StageTask] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> Stands:
        """How the case stands."""
        if self.stands is None:
            raise RuntimeError("The run has not looked at its case yet.")
        return self.stands

    @property
    def position(self) -> Position:
        """What a process goes by; while it is the same, nothing has to be done otherwise."""
        return (self.now.state, self.now.revision, self.barred, self.now.finished)

    @property
    def barred(self) -> str | None:
        """Why no office has it: nothing can be decided any more, or it waits for something else."""
        return self.now.over or self.now.held

    def hear(self, version: int, cause: str) -> None:
        """The owner's row has changed."""
        if not self.news or version > self.news[-1][0]:
            self.news.append((version, cause))

    @property
    def is_told(self) -> bool:
        """Whether something was heard that is newer than what is known."""
        return bool(self.news) and self.news[-1][0] > self.now.version

    def heed(self) -> bool:
        """Take in the oldest news that is newer than what is known, if any: the owner must be asked before anything else is done.

        One after the other, and after the stages of what was known have been entered: an attempt that was lost may have heard
        the first alone, and opened tasks that now must be closed.
        """
        while self.news:
            version, cause = self.news.pop(0)
            if version > self.now.version:
                self.heard, self.cause, self.stale = version, cause, True
                return True
        return False

    def take(self, stands: Stands) -> None:
        """This is how the case stands."""
        before = self.stands
        if before is not None:
            if stands.plan is None:
                stands = stands.model_copy(update={"plan": before.plan})
            if stands.state != before.state:
                self.reasons.clear()
            if (stands.state, stands.revision) != (before.state, before.revision):
                self.passed.clear()
        self.stands, self.stale = stands, False
        self.proceed_at = None if stands.proceed_in is None else in_seconds(stands.proceed_in)
        if stands.over is not None:
            self.proceed_at = workflow.now()
        if self.proceed_at is not None and stands.version == self.refused_at:
            # Asked at once again, the owner would say the same.
            self.proceed_at = in_seconds(ASK_AGAIN_SECONDS)

    def answered(self, stands: Stands, cause: str) -> None:
        """What the run itself brought about. An answer kept from an earlier run may be old, and only shows that one must look."""
        if stands.version < self.now.version:
            self.stale = True
            return
        self.cause = cause
        self.take(stands)

    def note_passed(self, stage: str, seats: Iterable[int], stands: Stands) -> None:
        """These seats need not be asked again while the case stands where it does, if it does so after their decisions."""
        if (stands.state, stands.revision) == (self.now.state, self.now.revision):
            self.passed |= {_seat(stage, seat) for seat in seats}

    def planned(self, stage: str) -> PlannedStage | None:
        """The stage as the plan has it now, if it has."""
        stages = () if self.now.plan is None else self.now.plan.stages
        return next((planned for planned in stages if planned.stage == stage), None)

    def enter(self, kind: str, stage: str) -> None:
        """Put the stage before each of its offices that has not got it, and has not passed it. Raises KeyError."""
        planned = self.planned(stage)
        if planned is None:
            raise KeyError(stage)
        here = {at.task.seat for at in self.open if at.task.stage.stage == stage}
        passed = {seat for seat in range(len(planned.offices)) if _seat(stage, seat) in self.passed}
        missing = sorted(set(range(len(planned.offices))) - here - passed)
        reason = self.reasons.pop(stage, None) if missing else None
        self.open += [StageTask(self._task(kind, planned, seat, reason)) for seat in missing]

    def _task(self, kind: str, planned: PlannedStage, seat: int, reason: str | None) -> OpenTask:
        name = _seat(planned.stage, seat)
        turn = self.turns[name] = self.turns.get(name, 0) + 1
        return OpenTask(
            task_id=task_id(self.case_id, planned.stage, turn, seat),
            case_id=self.case_id,
            kind=kind,
            turn=turn,
            seat=seat,
            stage=planned,
            revision=self.now.revision,
            content_hash=self.now.content_hash,
            reason=reason,
        )

    @property
    def wakes_at(self) -> datetime | None:
        """When time is the next to do something: remind, escalate, or move the case on."""
        moments = (self.proceed_at, *(at.wakes_at for at in self.open))
        return min((moment for moment in moments if moment is not None), default=None)

    def places(self) -> tuple[Place, ...]:
        """The offices that have the case."""
        return tuple(
            Place(
                at.task.stage.stage, at.task.turn, at.task.seat, at.task.office.key, at.task.task_id, at.due_at
            )
            for at in self.open
            if at.waits
        )  # fmt: skip


def _seat(stage: str, seat: int) -> str:
    return f"{stage}.{seat}"


@message(frozen=True)
class Start:
    """What starts a run: the facts of the opening event, or what a run that goes on as a new one takes along."""

    case_id: UUID
    stands: Stands | None = None
    carried: Progress | None = None
