"""Where an application stands, and whether what arrives may still change it: the owner's row decides.

Refusal codes are those of `contracts.commands.cases`, and `withdrawn`, `ended`, `round_closed`, `membership_exists` and
`studio_full`.
"""

from dataclasses import dataclass
from datetime import datetime

from contracts.commands.cases import STALE_REVISION, WRONG_STATE
from contracts.commands.command import Refusal
from services.enrollment.domain.application import states
from services.enrollment.domain.case.refusal import not_yet
from services.enrollment.domain.words import ApplicationState, LapseCause, Stage


@dataclass(frozen=True)
class Standing:
    """What guards look at. `round_closed_at` is set once the round closed while the application was live."""

    state: ApplicationState
    revision: int
    round_closed_at: datetime | None = None
    correction_until: datetime | None = None
    returned_by: Stage | None = None


def refuse_decision(standing: Standing, action: str, revision: int, decided_at: datetime) -> Refusal | None:
    """Why a decision cannot be taken over. What was committed before the round closed counts, however late it arrives."""
    if (ended := _refuse_ended(standing)) is not None:
        return ended
    if not states.LIFE.allows(standing.state, action):
        return WRONG_STATE
    if revision != standing.revision:
        return STALE_REVISION
    if standing.round_closed_at is not None and decided_at > standing.round_closed_at:
        return Refusal(code="round_closed")
    return None


def lapse_cause(standing: Standing) -> LapseCause:
    """Why it lapses, if it does."""
    return "unanswered" if standing.round_closed_at is None else "round_closed"


def refuse_lapse(standing: Standing, now: datetime) -> Refusal | None:
    """Why an application does not lapse, or not yet."""
    if (ended := _refuse_ended(standing)) is not None:
        return ended
    if standing.round_closed_at is not None:
        return None if standing.state in states.LIVE else WRONG_STATE
    if standing.state != "RETURNED" or standing.correction_until is None:
        return WRONG_STATE
    return None if now >= standing.correction_until else not_yet(now, standing.correction_until)


def _refuse_ended(standing: Standing) -> Refusal | None:
    if standing.state == "WITHDRAWN":
        return Refusal(code="withdrawn")
    return Refusal(code="ended") if standing.state in states.LIFE.final else None


def resume_at(returned_by: Stage | None, *, moved: bool) -> Stage:
    """Where a resubmission goes on: at the level that returned it, or at the school again where school or studio changed."""
    return "school" if moved or returned_by is None else returned_by
