"""Who sees which members of a studio by name, and how a member is shown to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from services.enrollment.domain.member.acts import Standing, open_acts
from services.enrollment.domain.sight import Sight, masked

# Those who left or lost their place are nothing the other trainees need to see.
SEEN_BY_FELLOWS: Final = ("ACTIVE", "COMPLETED")


class Member(Standing, Protocol):
    """A row of the roster or the register."""

    @property
    def id(self) -> UUID: ...
    @property
    def school_id(self) -> UUID: ...
    @property
    def state_since(self) -> datetime: ...
    @property
    def admitted_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def case_no(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def school_name(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def plan_revision(self) -> int | None: ...
    @property
    def plan_title(self) -> str | None: ...
    @property
    def plan_years(self) -> int | None: ...
    @property
    def plan_sha256(self) -> str | None: ...
    @property
    def plan_uploaded_at(self) -> datetime | None: ...
    @property
    def plan_decided_at(self) -> datetime | None: ...


def seen_members(seen_by: Sight, members: Iterable[Member]) -> list[dict[str, Any]]:
    """The members this person sees: all for the host and the offices, those who went on for the others; else the own school's."""
    members = list(members)
    person = seen_by.person_id
    inside = any(member.trainee_id == person and member.state in SEEN_BY_FELLOWS for member in members)
    return [
        shown_member(seen_by, member)
        for member in members
        if concerns(seen_by, member) or (inside and member.state in SEEN_BY_FELLOWS)
    ]


def concerns(seen_by: Sight, member: Member) -> bool:
    """Whether the person may see everything about a member: the trainee, the host, and the offices above them."""
    own = seen_by.person_id in (member.trainee_id, member.host_id)
    return own or seen_by.reads.covers(member.county, member.school_id)


def shown_member(seen_by: Sight, member: Member) -> dict[str, Any]:
    """A member as this person sees them: the number for those who must call, the plan for those it concerns."""
    own = seen_by.person_id in (member.trainee_id, member.host_id)
    may_call = own or seen_by.calls.covers(member.county, member.school_id)
    is_seen = concerns(seen_by, member)
    return {
        "membership_id": member.id,
        "trainee_id": member.trainee_id,
        "case_no": member.case_no,
        "name": member.name,
        "school_name": member.school_name,
        "state": member.state,
        "state_since": member.state_since,
        "admitted_at": member.admitted_at,
        "ended_at": member.ended_at,
        "phone": member.phone if may_call else masked(member.phone),
        "sees_plan": is_seen,
        "plan": _plan(member) if is_seen else None,
        "may": open_acts(seen_by.person_id, seen_by.offices, member),
    }


def _plan(member: Member) -> dict[str, Any] | None:
    if member.plan_revision is None:
        return None
    return {
        "revision": member.plan_revision,
        "title": member.plan_title,
        "years": member.plan_years,
        "state": member.plan_state,
        "sha256": member.plan_sha256,
        "uploaded_at": member.plan_uploaded_at,
        "decided_at": member.plan_decided_at,
    }
