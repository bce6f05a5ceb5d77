"""Who sees which members of a studio by name."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from services.enrollment.domain.sight import Sight, masked


class Member(Protocol):
    """A row of the roster."""

    @property
    def id(self) -> UUID: ...
    @property
    def trainee_id(self) -> UUID: ...
    @property
    def school_id(self) -> UUID: ...
    @property
    def state(self) -> str: ...
    @property
    def admitted_at(self) -> datetime: ...
    @property
    def case_no(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def school_name(self) -> str: ...
    @property
    def phone(self) -> str: ...


def seen_members(seen_by: Sight, host_id: UUID, county: str, members: Iterable[Member]) -> list[dict[str, Any]]:
    """The members this person sees: all for the host, the members themselves and the offices; else those of the own school."""
    members = list(members)
    person = seen_by.person_id
    inside = person == host_id or any(member.trainee_id == person for member in members)

    def shown(member: Member) -> dict[str, Any]:
        may_call = person in (host_id, member.trainee_id) or seen_by.calls.covers(county, member.school_id)
        return {
            "membership_id": member.id,
            "trainee_id": member.trainee_id,
            "case_no": member.case_no,
            "name": member.name,
            "school_name": member.school_name,
            "state": member.state,
            "admitted_at": member.admitted_at,
            "phone": member.phone if may_call else masked(member.phone),
        }

    return [shown(member) for member in members if inside or seen_by.reads.covers(county, member.school_id)]
