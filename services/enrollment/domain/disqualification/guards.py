"""What a case about a member's place looks at, before it is opened and at each step (Art. 7.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chassis.errors import ProblemError
from contracts.commands.cases import STALE_REVISION, WRONG_STATE
from contracts.commands.command import Refusal
from services.enrollment.domain.case.refusal import not_yet
from services.enrollment.domain.disqualification import problems, states
from services.enrollment.domain.disqualification.filing import FILINGS, Filing
from services.enrollment.domain.guards import Acts, Guard


@dataclass(frozen=True)
class Counted:
    """A person's absences in the cycle over all memberships, the place they have now, and the last case about it."""

    missed: Sequence[Any]
    limit: int
    case: Any | None
    place: Any | None

    @property
    def judged(self) -> int:
        """How many absences were judged before: what was dismissed once is not opened again for the same ones."""
        return 0 if self.case is None or self.case.state == "CORRECTED" else int(self.case.truancies)


@dataclass(frozen=True)
class Deciding:
    """A case, and the decision that is to be taken over."""

    case: Any
    action: str
    revision: int


@dataclass(frozen=True)
class Speaking:
    """A case, and what the trainee wants to say in it at a moment."""

    case: Any
    filing: Filing
    now: datetime


def is_running(case: Any | None) -> bool:
    """Whether anything may still become of it."""
    return case is not None and states.is_running(case.state, case.appeal_closed_at)


def _spoken_too_late(at: Speaking) -> ProblemError | None:
    until = at.case.until
    over = at.case.state == FILINGS[at.filing].state and until is not None and at.now >= until
    return problems.too_late(at.filing, until) if over else None


def _nothing_to_say(at: Speaking) -> ProblemError | None:
    heard = at.case.state == FILINGS[at.filing].state and is_running(at.case)
    return None if heard else problems.wrong_state(at.case.state, at.case.state_since)


def _time_left(at: Speaking) -> Refusal | None:
    if at.case.until is None or not is_running(at.case):
        return WRONG_STATE
    return not_yet(at.now, at.case.until) if at.now < at.case.until else None


_STATE: Final = Guard[Deciding, Refusal](
    "state", lambda asked: None if states.LIFE.allows(asked.case.state, asked.action) else WRONG_STATE
)
_REVISION: Final = Guard[Deciding, Refusal](
    "revision", lambda asked: None if asked.case.revision == asked.revision else STALE_REVISION
)
DECISIONS: Final[Acts[Deciding, Refusal]] = dict.fromkeys(states.LIFE.decisions.values(), (_STATE, _REVISION))
FLAG: Final[Acts[Counted, str]] = {
    "flag": (
        Guard("state", lambda found: "running" if is_running(found.case) else None),
        Guard("membership of now", lambda found: "no_place" if found.place is None else None),
        Guard("absences over all memberships", lambda found: "few" if len(found.missed) < found.limit else None),
        Guard("absences judged before", lambda found: "judged" if len(found.missed) <= found.judged else None),
    ),
    "correct": (
        Guard("state", lambda found: None if is_running(found.case) else "ended"),
        Guard("absences over all memberships", lambda found: "many" if len(found.missed) >= found.limit else None),
    ),
}
FILE: Final[Acts[Speaking, ProblemError]] = dict.fromkeys(
    FILINGS, (Guard("deadline", _spoken_too_late), Guard("state", _nothing_to_say))
)
PROCEED: Final[Acts[Speaking, Refusal]] = {"proceed": (Guard("deadline", _time_left),)}
LIFT: Final[Acts[Any, ProblemError]] = {
    "lift": (
        Guard(
            "state",
            lambda case: (
                None if case.state in states.PLACE_LOST else problems.nothing_lost(case.state, case.state_since)
            ),
        ),
    )
}
