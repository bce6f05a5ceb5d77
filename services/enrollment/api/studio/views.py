"""Studios and their lives as they are told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.enrollment.api.member.views import MemberShown
from services.enrollment.api.parts import View
from services.enrollment.domain.words import FundState, StudioState


class StudioShown(View):
    """A studio with its numbers: members, applications under way, the least and the most it is to have."""

    id: UUID
    name: str
    county: str
    school_level: str
    track: str
    subject: str
    host_id: UUID
    host_name: str
    host_school_name: str
    host_titles: list[str]
    base_school_id: UUID | None
    base_school_name: str
    state: StudioState
    state_since: datetime | None
    county_name: str | None
    members: int
    under_way: int
    minimum: int | None
    soft_cap: int | None
    short: bool


class CapSet(View):
    """How many members the studio takes from now on."""

    studio_id: UUID
    soft_cap: int


class Roster(View):
    """The members the caller may see; `members` counts those of today."""

    studio: StudioShown
    members: int
    items: list[MemberShown]
    may: list[str]


class FundView(View):
    """How far the studio's money has come (Art. 12); `amount` in fen."""

    state: FundState | None
    amount: int | None
    custodian_school_id: UUID | None


class HostTermShown(View):
    """A host term that is over."""

    studio_id: UUID
    term: int
    host_id: UUID
    host_name: str
    host_school_name: str
    since: datetime | None
    until: datetime
    reason: str


class HistoryEntry(View):
    """Something that happened to the studio."""

    studio_id: UUID
    seq: int
    what: str
    value: str
    at: datetime
    by_id: UUID | None
    by_name: str | None
    reason: str


class CaseRevisionShown(View):
    """A frozen revision of a case about a studio or a member; what it holds differs from kind to kind."""

    case_id: UUID
    revision: int
    content: dict[str, Any]
    content_hash: str
    frozen_at: datetime
    frozen_by: UUID | None
    frozen_by_name: str | None


class StudioLife(View):
    """A studio's whole life, and what the caller may do with it now."""

    id: UUID
    state: StudioState
    state_since: datetime | None
    case_no: str | None
    county: str
    proposed_school_name: str | None
    waiver: str | None
    fund: FundView
    host_term: int
    terms: list[HostTermShown]
    history: list[HistoryEntry]
    revisions: list[CaseRevisionShown]
    members: int
    minimum: int | None
    window_published: bool
    may: list[str]
