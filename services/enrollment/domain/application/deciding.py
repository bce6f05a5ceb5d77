"""What a decision must find as it was when the application was sent, at every step and at the admission (Art. 4.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from contracts.commands.cases import STALE_REVISION, WRONG_STATE
from contracts.commands.command import Refusal
from services.enrollment.domain.application import states
from services.enrollment.domain.application.standing import Standing, refuse_ended
from services.enrollment.domain.guards import Acts, Guard
from services.enrollment.domain.studio.states import RECRUITS
from services.enrollment.domain.words import Moved, StudioState


@dataclass(frozen=True)
class Decision:
    """What was decided, on which revision, and when that was committed."""

    action: str
    revision: int
    decided_at: datetime


@dataclass(frozen=True)
class Belonging:
    """The school that recommends and the studio's county, and where the applicant works now."""

    school_id: UUID
    county: str
    present_school_id: UUID | None
    present_county: str | None

    @property
    def moved(self) -> Moved | None:
        """Why the applicant no longer belongs to a school that recommends, if so."""
        if self.present_school_id is None:
            return "no_school"
        if self.present_school_id != self.school_id:
            return "school_changed"
        return None if self.present_county == self.county else "school_elsewhere"


@dataclass(frozen=True)
class Deciding:
    """The facts of a decision."""

    decision: Decision
    standing: Standing
    belonging: Belonging


@dataclass(frozen=True)
class Admitting(Deciding):
    """The facts of an admission, which begins a membership as well."""

    applicant_id: UUID
    host_id: UUID
    studio_state: StudioState
    is_member: bool
    is_disqualified: bool
    has_room: bool


def _other_state(facts: Deciding) -> Refusal | None:
    allowed = states.LIFE.allows(facts.standing.state, facts.decision.action)
    return refuse_ended(facts.standing) or (None if allowed else WRONG_STATE)


def _other_revision(facts: Deciding) -> Refusal | None:
    return STALE_REVISION if facts.decision.revision != facts.standing.revision else None


def _round_closed(facts: Deciding) -> Refusal | None:
    # What was committed before the round closed counts, however late it arrives.
    closed_at = facts.standing.round_closed_at
    return Refusal(code="round_closed") if closed_at is not None and facts.decision.decided_at > closed_at else None


def _suspended(facts: Deciding) -> Refusal | None:
    since = facts.standing.suspended_at
    return Refusal(code="studio_suspended") if since is not None and facts.decision.decided_at > since else None


def _moved(facts: Deciding) -> Refusal | None:
    return None if facts.belonging.moved is None else Refusal(code=facts.belonging.moved)


def _takes_nobody(facts: Admitting) -> Refusal | None:
    # Nobody is admitted into a studio that is suspended, whenever that was decided.
    return None if facts.studio_state in RECRUITS else Refusal(code=f"studio_{facts.studio_state.lower()}")


def _again(code: str) -> Refusal:
    """Only the office can mend it, or decide otherwise: it has the case once more."""
    return Refusal(code=code, again=True)


DECIDED: Final[tuple[Guard[Deciding, Refusal], ...]] = (
    Guard("state", _other_state),
    Guard("revision", _other_revision),
    Guard("round", _round_closed),
    Guard("applicant's school and its county", _moved),
    Guard("studio suspended", _suspended),
)
ADMITTED: Final[tuple[Guard[Admitting, Refusal], ...]] = (
    *DECIDED,
    Guard("studio's state", _takes_nobody),
    Guard("studio's host", lambda facts: _again("own_studio") if facts.host_id == facts.applicant_id else None),
    Guard("other membership", lambda facts: _again("membership_exists") if facts.is_member else None),
    Guard("disqualified in the cycle", lambda facts: _again("disqualified") if facts.is_disqualified else None),
    Guard("room", lambda facts: None if facts.has_room else _again("studio_full")),
)
DECISIONS: Final[Acts[Deciding, Refusal]] = {
    action: DECIDED for action in states.LIFE.decisions.values() if action != states.ADMIT
}
ADMISSION: Final[Acts[Admitting, Refusal]] = {states.ADMIT: ADMITTED}
