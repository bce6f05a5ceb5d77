"""What must hold of a member, and of the studio somebody goes to, before a membership ends, moves or is given back."""

from dataclasses import dataclass
from typing import Any, Final

from chassis.errors import ProblemError
from services.enrollment.domain.guards import Acts, Guard
from services.enrollment.domain.member import problems
from services.enrollment.domain.member.acts import Target
from services.enrollment.domain.studio.problems import unknown_studio
from services.enrollment.domain.studio.states import RECRUITS


@dataclass(frozen=True)
class Member:
    """A membership as it stands while its studio is held."""

    row: Any


@dataclass(frozen=True)
class Transferring(Member):
    """The same while the person is held too, with the county of the school they work at now, and the studio they are to go to."""

    school_county: str | None
    target: Target | None


@dataclass(frozen=True)
class Restoring(Member):
    """A place that was lost, while person and studio are held."""

    is_member_elsewhere: bool
    studio_state: str


def _ended(member: Member) -> ProblemError | None:
    row = member.row
    if row.state == "ACTIVE":
        return None
    return problems.membership_ended(row.state, row.ended_at, transferred=row.transferred_to is not None)


def _no_target(asked: Transferring) -> ProblemError | None:
    if asked.target is None:
        return unknown_studio()
    return problems.same_studio() if asked.target.id == asked.row.studio_id else None


def _other_county(asked: Transferring) -> ProblemError | None:
    stays = asked.target is None or asked.target.county == asked.row.county
    return None if stays else problems.target_in_other_county()


def _school_elsewhere(asked: Transferring) -> ProblemError | None:
    target = asked.target
    return None if target is None or target.county == asked.school_county else problems.school_elsewhere()


def _own(asked: Transferring) -> ProblemError | None:
    own = asked.target is not None and asked.target.host_id == asked.row.trainee_id
    return problems.target_is_own() if own else None


def _closed(asked: Transferring) -> ProblemError | None:
    target = asked.target
    takes = target is None or (target.in_cycle and target.state in RECRUITS)
    return None if takes else problems.target_closed()


def _full(asked: Transferring) -> ProblemError | None:
    target = asked.target
    if target is None or target.soft_cap is None or target.members < target.soft_cap:
        return None
    return problems.studio_full(target.members, target.soft_cap)


_STATE: Final = Guard[Member, ProblemError]("state", _ended)
END: Final[Acts[Member, ProblemError]] = {"leave": (_STATE,), "disqualify": (_STATE,)}
TRANSFER: Final[Acts[Transferring, ProblemError]] = {
    "transfer": (
        _STATE,
        Guard("studio", _no_target),
        Guard("studio's county", _other_county),
        Guard("member's school and its county", _school_elsewhere),
        Guard("studio's host", _own),
        Guard("studio's state and cycle", _closed),
        Guard("room", _full),
    )
}
RESTORE: Final[Acts[Restoring, str]] = {
    "give_back": (
        Guard("state", lambda lost: None if lost.row.state == "DISQUALIFIED" else "kept"),
        Guard("other membership", lambda lost: "elsewhere" if lost.is_member_elsewhere else None),
        Guard("studio's state and cycle", lambda lost: "terminated" if lost.studio_state == "TERMINATED" else None),
    )
}
