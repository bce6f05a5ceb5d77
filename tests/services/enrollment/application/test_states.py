"""Random walks over the rules alone: no state outside the measures' path, and nothing final ever moves again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chassis.canonical import content_hash
from services.enrollment.domain.application import states
from services.enrollment.domain.application.deciding import DECISIONS, Belonging, Deciding, Decision
from services.enrollment.domain.application.standing import Standing, lapse_cause, refuse_lapse, resume_at
from services.enrollment.domain.guards import first_fault
from services.enrollment.domain.words import ApplicationState, Level, Stage
from tests.services.enrollment.programme import Verb

STAGES = st.sampled_from(get_args(Level))
VERBS = st.sampled_from(get_args(Verb))
CORRECTION = timedelta(days=10)
SCHOOL = uuid4()
# What the measures' path allows after each state, written down apart from the table it is held against.
AFTER: dict[str, set[str]] = {
    "DRAFT": {"SUBMITTED", "WITHDRAWN"},
    "SUBMITTED": {"RECOMMENDED", "SCHOOL_DECLINED", "RETURNED", "WITHDRAWN", "LAPSED"},
    "RECOMMENDED": {"COUNTY_APPROVED", "COUNTY_REJECTED", "RETURNED", "WITHDRAWN", "LAPSED"},
    "COUNTY_APPROVED": {"ADMITTED", "MUNICIPAL_REJECTED", "RETURNED", "WITHDRAWN", "LAPSED"},
    "RETURNED": {"SUBMITTED", "RECOMMENDED", "COUNTY_APPROVED", "WITHDRAWN", "LAPSED"},
    "SCHOOL_DECLINED": set(),
    "COUNTY_REJECTED": set(),
    "MUNICIPAL_REJECTED": set(),
    "ADMITTED": set(),
    "LAPSED": set(),
    "WITHDRAWN": set(),
}


def test_the_table_is_the_path_of_the_measures() -> None:
    table: dict[str, set[str]] = {state: set() for state in get_args(ApplicationState)}
    for change in states.LIFE.changes:
        table[change.source].add(change.target)
    assert table == AFTER
    assert set(states.LIFE.states) == set(get_args(ApplicationState))


def test_each_action_leads_to_one_state() -> None:
    targets: dict[str, set[str]] = {}
    for change in states.LIFE.changes:
        targets.setdefault(change.action, set()).add(change.target)
    assert all(len(found) == 1 for found in targets.values())


class Application(RuleBasedStateMachine):
    """One application, its applicant, its offices and the clock, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2021, 11, 1, tzinfo=UTC)
        self.closes_at = self.now + timedelta(days=30)
        self.standing = Standing("DRAFT", 0)
        self.typed = ""
        self.works_at: UUID | None = SCHOOL
        self.sent_from: UUID | None = None
        self.frozen: list[str] = []
        self.seen = ["DRAFT"]

    def move(self, action: str, **changes: object) -> None:
        assert states.LIFE.allows(self.standing.state, action)
        kept = {name: getattr(self.standing, name) for name in ("revision", "round_closed_at", "suspended_at")}
        self.standing = Standing(states.LIFE.target(action), **(kept | changes))  # type: ignore[arg-type]
        self.seen.append(self.standing.state)

    @rule(days=st.integers(1, 6))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @precondition(lambda self: self.standing.state in states.EDITABLE)
    @rule(text=st.text(min_size=1, max_size=5))
    def type_something(self, text: str) -> None:
        self.typed += text

    @precondition(lambda self: self.standing.state in states.EDITABLE and self.standing.round_closed_at is None)
    @rule(moved=st.booleans())
    def send(self, moved: bool) -> None:
        if self.now >= self.closes_at or self.works_at is None:
            return
        until = self.standing.correction_until
        if until is not None and self.now >= until and self.standing.suspended_at is None:
            return
        returned = self.standing.state == "RETURNED"
        resume = resume_at(self.standing.returned_by, moved=moved)
        assert resume == "school" or not moved
        self.frozen.append(content_hash({"text": self.typed}))
        self.sent_from = self.works_at
        self.move(f"resubmit.{resume}" if returned else "submit", revision=len(self.frozen), suspended_at=None)

    @rule(stage=STAGES, verb=VERBS, age=st.integers(0, 8), behind=st.integers(0, 1))
    def decide(self, stage: Stage, verb: Verb, age: int, behind: int) -> None:
        decided_at = self.now - timedelta(days=age)
        action = states.LIFE.decisions[stage, verb]
        belonging = Belonging(self.sent_from or SCHOOL, "330328", self.works_at, "330328")
        decision = Decision(action, self.standing.revision - behind, decided_at)
        guards = DECISIONS.get(action, DECISIONS["municipal.reject"])
        if first_fault(guards, Deciding(decision, self.standing, belonging)) is not None:
            return
        assert behind == 0
        assert self.works_at == self.sent_from
        assert self.standing.suspended_at is None or decided_at <= self.standing.suspended_at
        assert self.standing.round_closed_at is None or decided_at <= self.standing.round_closed_at
        changes = {"returned_by": stage, "correction_until": self.now + CORRECTION} if verb == "return" else {}
        self.move(action, **changes)

    @precondition(lambda self: states.LIFE.allows(self.standing.state, "withdraw"))
    @rule()
    def withdraw(self) -> None:
        self.move("withdraw")

    @rule(school=st.sampled_from((SCHOOL, uuid4(), None)))
    def applicant_moves(self, school: UUID | None) -> None:
        self.works_at = school
        if self.standing.state in states.WITH_OFFICE and school != self.sent_from:
            self.move("move", returned_by="school", correction_until=self.now + CORRECTION)

    @precondition(lambda self: self.standing.state in states.LIVE)
    @rule(suspended=st.booleans())
    def studio_turns(self, suspended: bool) -> None:
        since = (self.standing.suspended_at or self.now) if suspended else None
        self.standing = replace(self.standing, suspended_at=since)

    @precondition(lambda self: self.standing.state in states.LIVE)
    @rule()
    def studio_ends(self) -> None:
        self.move("lapse.studio_terminated")

    @rule()
    def time_is_up(self) -> None:
        refusal = refuse_lapse(self.standing, self.now)
        if refusal is None:
            self.move(f"lapse.{lapse_cause(self.standing)}")
        elif refusal.code == "not_yet":
            assert refusal.retry_in is not None
            assert refusal.retry_in > 0

    @precondition(lambda self: self.standing.state in states.LIVE)
    @rule()
    def round_closes(self) -> None:
        if self.now >= self.closes_at:
            self.standing = replace(self.standing, round_closed_at=self.now)

    @invariant()
    def every_step_is_one_of_the_path(self) -> None:
        assert all(later in AFTER[earlier] for earlier, later in zip(self.seen, self.seen[1:], strict=False))

    @invariant()
    def what_was_sent_stays(self) -> None:
        assert len(self.frozen) == self.standing.revision
        assert self.standing.state in ("DRAFT", "WITHDRAWN") or self.frozen


Application.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestApplication = Application.TestCase
