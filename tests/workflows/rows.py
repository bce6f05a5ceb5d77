"""The rows of approvals and of a case's owner, with their guards."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from contracts.cases import Plan
from contracts.commands import Refusal
from contracts.commands import approvals as a
from contracts.commands import cases as c
from contracts.decisions import Settled
from contracts.offices import Office
from services.enrollment.domain.application import states as application
from tests.workflows.tables import TABLES

# An application says why nothing can become of it any more.
ENDED = {"WITHDRAWN": "withdrawn"} | dict.fromkeys(application.LIFE.final - {"WITHDRAWN"}, "ended")


async def real_now() -> datetime:
    """The time where it cannot be moved."""
    return datetime.now(UTC)


def left(moment: datetime, now: datetime) -> float:
    """Seconds from now until then, never fewer than none."""
    return max(0.0, (moment - now).total_seconds())


@dataclass
class Task:
    """A row of approvals."""

    opened: a.OpenTask
    due_at: datetime
    remind_at: datetime
    reminded: int = 0
    escalated: int = 0
    closed: str | None = None
    decision: a.Decision | None = None
    overtaken: str | None = None

    @property
    def open(self) -> bool:
        return self.closed is None and self.decision is None

    def is_as(self, asked: a.OpenTask) -> bool:
        """Whether it still lies before this office, of this revision."""
        mine = self.opened
        return self.open and (mine.revision, mine.office) == (asked.revision, asked.office)

    def has_seen(self, reminded: int, escalated: int) -> bool:
        """Whether its office was reminded, and the one above shown it, exactly so often."""
        return (self.reminded, self.escalated) == (reminded, escalated)


@dataclass
class Row:
    """A case with its owner. `obstacle`: why nobody can be admitted just now; `over_since`: when its round closed; `held_since`: since
    when it waits for its studio.

    `again_at`: a stage the owner gives back to its office, once.
    """

    kind: str
    state: str
    plan: Plan
    version: int = 1
    revision: int = 1
    until: datetime | None = None
    over_since: datetime | None = None
    held_since: datetime | None = None
    obstacle: str | None = None
    again_at: str | None = None
    closed: bool = False
    taken: set[tuple[str, int]] = field(default_factory=set)
    recorded: set[UUID] = field(default_factory=set)

    @property
    def content_hash(self) -> str:
        """Of the present revision."""
        return f"{self.revision:064d}"

    @property
    def finished(self) -> bool:
        """Whether nothing can become of it any more."""
        return self.closed or self.state in TABLES[self.kind].ended

    def move(self, state: str, now: datetime, *, revised: bool = False) -> None:
        """Another state; the time in which somebody may act begins with it."""
        self.state, self.version, self.revision = state, self.version + 1, self.revision + revised
        span: timedelta | None = TABLES[self.kind].time.get(state, (None, None))[0]
        self.until = None if span is None else now + span
        self.taken.clear()

    def put_before(self, stage: str, seat: int, office: Office, now: datetime) -> None:
        """Another office has the stage from now on."""
        self.version += 1
        self.plan = self.plan.put_before(stage, seat, office, now)

    def stands(self, now: datetime, *, planned: bool) -> c.Stands:
        """How it stands, as the owner answers."""
        return c.Stands(
            finished=self.finished,
            state=self.state,
            version=self.version,
            revision=self.revision,
            content_hash=self.content_hash,
            plan=self.plan if planned else None,
            proceed_in=None if self.until is None or self.held_since else left(self.until, now),
            over="round_closed" if self.over_since and not self.finished else None,
            held="studio_suspended" if self.held_since and not self.over_since and not self.finished else None,
        )

    def record(self, asked: Settled, now: datetime) -> Refusal | None:
        """Take a decision over, or say why not."""
        if self.finished:
            return Refusal(code=ENDED.get(self.state, "wrong_state"))
        moves = TABLES[self.kind].moves(asked.stage, asked.verb)
        if moves is None or self.state not in moves[0]:
            return Refusal(code="wrong_state")
        if self.revision != asked.revision:
            return Refusal(code="stale_revision")
        if self.over_since and asked.decided_at > self.over_since:
            return Refusal(code="round_closed")
        if self.held_since and (asked.decided_at > self.held_since or moves[1] == "ADMITTED"):
            return Refusal(code="studio_suspended")
        if self.obstacle and moves[1] == "ADMITTED":
            return Refusal(code=self.obstacle, again=True)
        if self.again_at == asked.stage:
            self.again_at = None
            return Refusal(code="not_this_one", again=True)
        self._advance(asked, moves[1], now)
        return None

    def _advance(self, asked: Settled, target: str, now: datetime) -> None:
        """On, or still here while others who have the case at the same time must be heard."""
        mode = self.plan.stage(asked.stage).mode
        self.taken |= {(asked.stage, decided.seat if mode == "each" else 0) for decided in asked.decisions}
        others = {
            (planned.stage, seat)
            for planned in self.plan.stages
            if (TABLES[self.kind].moves(planned.stage, "approve") or ((), ""))[0] == (self.state,)
            for seat in (range(len(planned.offices)) if planned.mode == "each" else (0,))
        }
        if self.kind == "parcel" and target != "REFUSED" and others - self.taken:
            self.version += 1
        else:
            self.move(target, now)

    def proceed(self, now: datetime) -> Refusal | None:
        """Go on where time is over, or say why not."""
        time = TABLES[self.kind].time.get(self.state)
        if self.finished:
            return Refusal(code="ended")
        if self.over_since:
            self.move("LAPSED", now)
        elif time is None or self.until is None or self.obstacle:
            return Refusal(code="wrong_state")
        elif now < self.until:
            return Refusal(code="not_yet", retry_in=left(self.until, now))
        elif time[1] is None:
            self.closed, self.version, self.until = True, self.version + 1, None
        else:
            self.move(time[1], now)
        return None
