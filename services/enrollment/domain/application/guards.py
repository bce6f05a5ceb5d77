"""What must hold when an application is submitted or resubmitted (Art. 4.2).

What does not depend on what is typed is asked by the same rules before the first step is shown, and when it is sent; what a word
could not be typed for is asked as well when a draft is begun.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chassis.errors import ProblemError
from services.enrollment.domain.application import fields, problems
from services.enrollment.domain.application.situation import Admissible, Situation, Submission
from services.enrollment.domain.guards import Acts, Guard, first_fault
from services.enrollment.domain.known.problems import not_arrived
from services.enrollment.domain.problems import field_faults
from services.enrollment.domain.round.problems import unknown_round
from services.enrollment.domain.studio import problems as studio_problems
from services.enrollment.domain.studio.states import RECRUITS


def admissible(asked: Submission, now: datetime) -> Admissible:
    """Check every guard. Raises ProblemError: what time has decided first, then all fields at once, then what else stands against it."""
    if (late := first_fault(BY_TIME, At(asked, now))) is not None:
        raise late
    mistakes = [mistake for mistake in (_round_fault(asked), studio_fault(asked)) if mistake is not None]
    faults = [fault for mistake in mistakes for fault in mistake.fields] + fields.check_submission(asked.typed)
    if mistakes and len(faults) == 1:
        raise mistakes[0]
    if faults:
        raise field_faults(faults)
    if (bound := first_fault(OF_THE_PERSON, asked)) is not None:
        raise bound
    return _complete(asked)


def person_fault(asked: Situation, now: datetime) -> ProblemError | None:
    """Why somebody cannot apply in this round, to whichever studio: told before the first step."""
    return _by_time(asked, now) or first_fault(OF_THE_PERSON, asked)


def beginning_fault(asked: Situation | None, counties: Collection[str], now: datetime) -> ProblemError | None:
    """Why no draft is begun in a round, of which these counties take part.

    An application under way is no reason: a draft may lie beside it until that one is withdrawn.
    """
    if asked is None:
        return unknown_round()
    county = asked.applicant.school_county
    elsewhere = problems.round_elsewhere() if county is not None and county not in counties else None
    return _by_time(asked, now) or _schoolless(asked) or elsewhere


def draft_fault(asked: Submission, now: datetime) -> ProblemError | None:
    """Why what was begun cannot be sent, whatever is typed; a round or studio that is still to be chosen is no reason."""
    chosen = [_round_fault(asked) if asked.round else None, studio_fault(asked) if asked.studio else None]
    late = first_fault(BY_TIME, At(asked, now))
    return late or next(filter(None, chosen), None) or person_fault(asked, now)


def _by_time(asked: Situation, now: datetime) -> ProblemError | None:
    round_ = asked.round
    if round_ is None:
        return None
    ended = asked.standing.round_closed_at if isinstance(asked, Submission) else None
    closed_at = ended or round_.closed_at
    if closed_at is not None or now >= round_.closes_at:
        return problems.round_closed(closed_at or round_.closes_at)
    return problems.round_not_open(round_.opens_at) if now < round_.opens_at else None


def _correction_over(asked: Submission, now: datetime) -> ProblemError | None:
    until = asked.standing.correction_until
    stopped = asked.standing.suspended_at is not None
    over = asked.standing.state == "RETURNED" and until is not None and now >= until and not stopped
    return problems.correction_over(until) if over and until and asked.round else None


def _other(asked: Situation) -> ProblemError | None:
    return problems.second_application(*asked.other_application) if asked.other_application is not None else None


def _schoolless(asked: Situation) -> ProblemError | None:
    who = asked.applicant
    return problems.no_school() if who.name is not None and who.school_id is None else None


def _round_fault(asked: Submission) -> ProblemError | None:
    if asked.round is None:
        return unknown_round()
    return problems.round_fixed() if asked.first_round_id not in (None, asked.round.id) else None


def _unnamed(asked: Situation) -> ProblemError | None:
    return studio_problems.unknown_studio() if asked.studio is None else None


def _not_in_round(asked: Situation) -> ProblemError | None:
    there = asked.studio is None or asked.round is None or asked.studio.in_round
    return None if there else problems.studio_not_in_round()


def _takes_nobody(asked: Situation) -> ProblemError | None:
    studio = asked.studio
    if studio is None or studio.state in RECRUITS:
        return None
    return problems.studio_not_recruiting(studio.state, studio.state_since)


def _own(asked: Situation) -> ProblemError | None:
    own = asked.studio is not None and asked.studio.host_id == asked.applicant.id
    return problems.own_studio() if own else None


def _elsewhere(asked: Situation) -> ProblemError | None:
    studio, county = asked.studio, asked.applicant.school_county
    return problems.other_county(studio.county) if studio and county is not None and county != studio.county else None


@dataclass(frozen=True)
class At:
    """A submission at a moment."""

    asked: Submission
    now: datetime


BY_TIME: Final[tuple[Guard[At, ProblemError], ...]] = (
    Guard("round", lambda at: _by_time(at.asked, at.now)),
    Guard("correction", lambda at: _correction_over(at.asked, at.now)),
)
OF_THE_STUDIO: Final[tuple[Guard[Situation, ProblemError], ...]] = (
    Guard("studio", _unnamed),
    Guard("round's studios", _not_in_round),
    Guard("studio's state", _takes_nobody),
    Guard("studio's host", _own),
    Guard("applicant's school and its county", _elsewhere),
)
OF_THE_PERSON: Final[tuple[Guard[Situation, ProblemError], ...]] = (
    Guard("other application", _other),
    Guard("other membership", lambda asked: problems.membership_exists() if asked.is_member else None),
    Guard("disqualified in the cycle", lambda asked: problems.disqualified() if asked.is_disqualified else None),
    Guard("applicant's school and its county", _schoolless),
)


def studio_fault(asked: Situation) -> ProblemError | None:
    """Why nobody, or not this person, can apply to the studio that was chosen."""
    return first_fault(OF_THE_STUDIO, asked)


def _complete(asked: Submission) -> Admissible:
    who, round_ = asked.applicant, asked.round
    if not (who.name and who.school_id and who.school_name and asked.rule_set and asked.studio and round_):
        raise not_arrived()
    return Admissible(round_, asked.studio, asked.rule_set, who.id, who.name, who.school_id, who.school_name)


# Everything a submission passes, draft or correction; what is typed stands beside its field.
_SENT: Final[tuple[Guard[Any, ProblemError], ...]] = (*BY_TIME, *OF_THE_STUDIO, *OF_THE_PERSON)
SUBMISSIONS: Final[Acts[Any, ProblemError]] = {"submit": _SENT, "resubmit": _SENT}
