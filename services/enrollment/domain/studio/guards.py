"""What must hold before somebody becomes a host (Art. 3), and before something is done with a studio (domain rules, §5a)."""

from dataclasses import dataclass
from typing import Any, Final

from chassis.errors import FieldError, ProblemError
from contracts.commands.cases import STALE_REVISION, WRONG_STATE
from contracts.commands.command import Refusal
from contracts.rules import RuleSet
from services.enrollment.domain.guards import Acts, Guard
from services.enrollment.domain.studio import problems, states, titles
from services.enrollment.domain.studio.titles import Title


@dataclass(frozen=True)
class Candidate:
    """Who is to host a studio, by which title, and what binds them; the person is held. `field` names who in the request."""

    title: Title
    rules: RuleSet
    has_certificate: bool
    hosts_elsewhere: str | None
    is_member: bool = False
    is_applicant: bool = False
    field: str = "host_id"


@dataclass(frozen=True)
class Listed:
    """A row of the city's list about a studio that is there; `moves`: to another county, with people who belong or apply to it."""

    name: str
    is_member: bool
    is_applicant: bool
    moves: bool


@dataclass(frozen=True)
class Studio:
    """A studio, which is held, and what is to be done with it."""

    row: Any
    action: str


@dataclass(frozen=True)
class Deciding:
    """A decision about a studio, which is held; `school_county` is where the school that is asked lies now."""

    row: Any
    action: str
    revision: int
    school_county: str | None


@dataclass(frozen=True)
class Going:
    """Where a studio is to go: the county's name where it is on the list; its name and the school, where one is asked there."""

    county: str
    listed: str | None
    school: Any | None = None


@dataclass(frozen=True)
class Ready:
    """What a studio has for its beginning (Arts. 4.1, 8.1)."""

    members: int
    minimum: int
    window_published: bool


def _title(who: Candidate) -> FieldError | None:
    return titles.fault(who.rules.establishment, who.title, who.rules.writing.shortest_reason)


def _elsewhere(who: Candidate) -> FieldError | None:
    return problems.hosts_elsewhere(who.hosts_elsewhere, who.field) if who.hosts_elsewhere else None


_TITLE: Final = Guard[Candidate, FieldError]("title and its level", _title)
_CERTIFICATE: Final = Guard[Candidate, FieldError](
    "certificate", lambda who: None if who.has_certificate else problems.certificate_required()
)
_HOSTS: Final = Guard[Candidate, FieldError]("hosts another studio", _elsewhere)
_MEMBER: Final = Guard[Candidate, FieldError](
    "member of the studio", lambda who: problems.is_member(who.field) if who.is_member else None
)
_APPLICANT: Final = Guard[Candidate, FieldError](
    "application to the studio", lambda who: problems.is_applicant(who.field) if who.is_applicant else None
)
HOSTS: Final[Acts[Candidate, FieldError]] = {
    # Nobody is a member of a studio that is not yet.
    "nominate": (_TITLE, _CERTIFICATE, _HOSTS),
    "change_host": (_TITLE, _CERTIFICATE, _HOSTS, _MEMBER, _APPLICANT),
}
# Whom the city lists it has judged by title itself, and a host it lists may have several studios.
IMPORT: Final[Acts[Listed, FieldError]] = {
    "import": (
        Guard(_MEMBER.fact, lambda row: problems.is_member(f"{row.name}.host_id") if row.is_member else None),
        Guard(_APPLICANT.fact, lambda row: problems.is_applicant(f"{row.name}.host_id") if row.is_applicant else None),
        Guard(
            "people who belong to it", lambda row: problems.county_fixed(f"{row.name}.county") if row.moves else None
        ),
    )
}


def _other_state(studio: Studio) -> ProblemError | None:
    if studio.action == "change_host":
        allowed = studio.row.state in states.CHANGES_HOST
    else:
        allowed = states.LIFE.allows(studio.row.state, studio.action)
    return None if allowed else problems.wrong_state(studio.row.state, studio.row.state_since)


_STATE: Final = Guard[Studio, ProblemError]("state", _other_state)
DEEDS: Final[Acts[Studio, ProblemError]] = dict.fromkeys(
    ("dispatch", "propose", "activate", "suspend", "resume", "terminate", "change_host"), (_STATE,)
)


def _not_listed(to: Going) -> ProblemError | None:
    return None if to.listed else problems.unknown("county", "加快发展县", "listed county")


def _no_school(to: Going) -> ProblemError | None:
    return problems.unknown("school_id", "学校", "school") if to.school is None else None


def _school_elsewhere(to: Going) -> ProblemError | None:
    there = to.school is None or to.school.county == to.county
    return None if there else problems.school_elsewhere(to.listed or to.county)


def _not_there(asked: Deciding) -> Refusal | None:
    # The school has it once more, with the reason, and can only decline.
    return None if asked.school_county == asked.row.county else Refusal(code="school_elsewhere", again=True)


def _too_few(ready: Ready) -> ProblemError | None:
    return problems.too_few_members(ready.members, ready.minimum) if ready.members < ready.minimum else None


_DECIDED: Final[tuple[Guard[Deciding, Refusal], ...]] = (
    Guard("state", lambda asked: None if states.LIFE.allows(asked.row.state, asked.action) else WRONG_STATE),
    Guard("revision", lambda asked: None if asked.row.revision == asked.revision else STALE_REVISION),
)
DECISIONS: Final[Acts[Deciding, Refusal]] = dict.fromkeys(states.LIFE.decisions.values(), _DECIDED) | {
    "confirm": (*_DECIDED, Guard("base school's county", _not_there))
}
# The window comes first, as nobody can waive it.
BEGINS: Final[Acts[Ready, ProblemError]] = {
    "activate": (
        Guard("window", lambda ready: None if ready.window_published else problems.no_window()),
        Guard("members", _too_few),
    )
}
GOES: Final[Acts[Going, ProblemError]] = {
    "dispatch": (Guard("county on the list", _not_listed),),
    "propose": (Guard("base school", _no_school), Guard("base school's county", _school_elsewhere)),
}
