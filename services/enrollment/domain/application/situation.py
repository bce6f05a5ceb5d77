"""The facts a submission is judged by: who would apply, in which round, to which studio, and what stands behind it (Art. 4.2)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.rules import RuleSet
from services.enrollment.domain.application.standing import Standing
from services.enrollment.domain.round.standing import RoundFacts
from services.enrollment.domain.words import StudioState


@dataclass(frozen=True)
class StudioFacts:
    """The studio the draft names, where it stands, and whether it recruits in that round."""

    id: UUID
    name: str
    county: str
    host_id: UUID
    state: StudioState
    state_since: datetime | None
    in_round: bool


@dataclass(frozen=True)
class Applicant:
    """The applicant as the directory has told of them; what has not arrived is None."""

    id: UUID
    name: str | None
    school_id: UUID | None
    school_name: str | None
    school_county: str | None


@dataclass(frozen=True)
class Situation:
    """Who would apply, in which round and to which studio: all that is known before a word is typed."""

    round: RoundFacts | None
    studio: StudioFacts | None
    applicant: Applicant
    other_application: tuple[UUID, str] | None
    is_member: bool
    is_disqualified: bool


@dataclass(frozen=True)
class Submission(Situation):
    """All the facts a submission is judged by, read at one moment."""

    standing: Standing
    typed: dict[str, str]
    rule_set: RuleSet | None
    first_round_id: UUID | None


@dataclass(frozen=True)
class Admissible:
    """A submission without open questions: everything it needs is there."""

    round: RoundFacts
    studio: StudioFacts
    rule_set: RuleSet
    applicant_id: UUID
    applicant_name: str
    school_id: UUID
    school_name: str
