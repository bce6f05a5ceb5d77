"""Where an application stands, and whether time may end it: the owner's row decides.

Refusal codes are those of `contracts.commands.cases`, and `withdrawn`, `ended`, `round_closed`, `studio_suspended`, `membership_exists`,
`studio_full`, `own_studio`, `disqualified`, `no_school`, `school_changed` and `school_elsewhere`.
"""

from dataclasses import dataclass
from datetime import datetime

from contracts.commands.cases import WRONG_STATE
from contracts.commands.command import Refusal
from services.enrollment.domain.application import states
from services.enrollment.domain.case.refusal import not_yet
from services.enrollment.domain.guards import Acts, Guard, first_fault
from services.enrollment.domain.words import ApplicationState, LapseCause, Stage


@dataclass(frozen=True)
class Standing:
    """What guards look at. `round_closed_at` and `suspended_at` are set by what happened while the application was live."""

    state: ApplicationState
    revision: int
    round_closed_at: datetime | None = None
    correction_until: datetime | None = None
    returned_by: Stage | None = None
    suspended_at: datetime | None = None


@dataclass(frozen=True)
class Lapsing:
    """The facts of a lapse at a moment."""

    standing: Standing
    now: datetime


def refuse_ended(standing: Standing) -> Refusal | None:
    """Why nothing can become of it any more."""
    if standing.state == "WITHDRAWN":
        return Refusal(code="withdrawn")
    return Refusal(code="ended") if standing.state in states.LIFE.final else None


def _no_lapse(facts: Lapsing) -> Refusal | None:
    standing = facts.standing
    if standing.round_closed_at is not None:
        return None if standing.state in states.LIVE else WRONG_STATE
    return None if standing.state == "RETURNED" and standing.correction_until is not None else WRONG_STATE


def _clock_stands(facts: Lapsing) -> Refusal | None:
    standing = facts.standing
    return WRONG_STATE if standing.suspended_at is not None and standing.round_closed_at is None else None


def _too_early(facts: Lapsing) -> Refusal | None:
    until = facts.standing.correction_until
    if facts.standing.round_closed_at is not None or until is None or facts.now >= until:
        return None
    return not_yet(facts.now, until)


_LAPSE: tuple[Guard[Lapsing, Refusal], ...] = (
    Guard("state", lambda facts: refuse_ended(facts.standing) or _no_lapse(facts)),
    Guard("studio suspended", _clock_stands),
    Guard("round", _too_early),
)
LAPSES: Acts[Lapsing, Refusal] = {"lapse.unanswered": _LAPSE, "lapse.round_closed": _LAPSE}


def lapse_cause(standing: Standing) -> LapseCause:
    """Why it lapses, if it does."""
    return "unanswered" if standing.round_closed_at is None else "round_closed"


def refuse_lapse(standing: Standing, now: datetime) -> Refusal | None:
    """Why an application does not lapse, or not yet. While its studio is suspended its clock stands still."""
    return first_fault(LAPSES[f"lapse.{lapse_cause(standing)}"], Lapsing(standing, now))


def resume_at(returned_by: Stage | None, *, moved: bool) -> Stage:
    """Where a resubmission goes on: at the level that returned it, or at the school again where school or studio changed."""
    return "school" if moved or returned_by is None else returned_by
