"""What a run knows of its case: all of it travels along when it goes on as a new run."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic.dataclasses import dataclass as message

from contracts.cases import task_id
from contracts.commands.approvals import OpenTask
from contracts.commands.cases import Decided, Stands
from workflows.engine.messages import Place
from workflows.engine.office import Decisions, StageTask
from workflows.engine.waiting import in_seconds

# State, revision, why nothing can be decided any more, and whether the case has ended.
Position = tuple[str, int, str | None, bool]


@dataclass
class Progress:
    """Where the case stands, as far as the run has heard, and the tasks it has put before offices."""

    case_id: UUID
    stands: Stands | None = None
    stale: bool = False
    heard: int = 0
    cause: str = "done"
    proceed_at: datetime | None = None
    decisions: Decisions = field(default_factory=Decisions)
    open: list[StageTask] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def now(self) -> Stands:
        """How the case stands."""
        if self.stands is None:
            raise RuntimeError("The run has not looked at its case yet.")
        return self.stands

    @property
    def position(self) -> Position:
        """What a process goes by; while it is the same, nothing has to be done otherwise."""
        return (self.now.state, self.now.revision, self.now.over, self.now.finished)

    @property
    def outdated(self) -> bool:
        """Whether the owner must be asked before anything else is done."""
        return self.stands is None or self.stale or self.heard > self.stands.version

    def take(self, stands: Stands) -> None:
        """What the owner says. An answer older than what is known, as a run made anew gets, only shows that one must look."""
        if self.stands is not None and stands.version < self.stands.version:
            self.stale = True
            return
        before = self.stands
        if stands.plan is None and before is not None:
            stands = stands.model_copy(update={"plan": before.plan})
        if before is not None and (before.state, before.revision) != (stands.state, stands.revision):
            self.passed.clear()
        self.stands, self.stale, self.proceed_at = stands, False, None
        if stands.proceed_in is not None:
            self.proceed_at = in_seconds(stands.proceed_in)

    def enter(self, kind: str, stage: str) -> None:
        """Put the stage before each of its offices that has not got it, and has not passed it."""
        if self.now.plan is None:
            raise RuntimeError("The case has no plan.")
        planned, reason = self.now.plan.stage(stage), self.reasons.pop(stage, None)
        here = {at.task.seat for at in self.open if at.task.stage.stage == stage}
        for seat in range(len(planned.offices)):
            name = f"{stage}.{seat}"
            if seat in here or name in self.passed:
                continue
            turn = self.turns[name] = self.turns.get(name, 0) + 1
            task = OpenTask(
                task_id=task_id(self.case_id, stage, turn, seat),
                case_id=self.case_id,
                kind=kind,
                turn=turn,
                seat=seat,
                stage=planned,
                revision=self.now.revision,
                content_hash=self.now.content_hash,
                reason=reason,
            )
            self.open.append(StageTask(task))

    def note_passed(self, stage: str, decisions: Iterable[Decided]) -> None:
        """These seats of the stage need not be asked again while the case stands where it does."""
        # After an answer kept from before, nothing is known of where it stands.
        if not self.stale:
            self.passed |= {f"{stage}.{decided.seat}" for decided in decisions}

    @property
    def wakes_at(self) -> datetime | None:
        """When time is the next to do something: remind, escalate, or move the case on."""
        moments = (self.proceed_at, *(at.wakes_at for at in self.open))
        return min((moment for moment in moments if moment is not None), default=None)

    def fits(self, at: StageTask) -> bool:
        """Whether an open task is still what the case needs: this revision, before this office."""
        task, plan = at.task, self.now.plan
        planned = next((one for one in plan.stages if one.stage == task.stage.stage), None) if plan else None
        return (
            planned is not None
            and task.seat < len(planned.offices)
            and planned.offices[task.seat] == task.office
            and task.revision == self.now.revision
        )

    def places(self) -> tuple[Place, ...]:
        """The offices that have the case."""
        return tuple(
            Place(
                at.task.stage.stage, at.task.turn, at.task.seat, at.task.office.key, at.task.task_id, at.due_at
            )
            for at in self.open
            if at.opened and at.decision is None
        )  # fmt: skip


@message(frozen=True)
class Start:
    """What starts a run: the facts of the opening event, or what a run that goes on as a new one takes along."""

    case_id: UUID
    stands: Stands | None = None
    carried: Progress | None = None
