"""What pages ask of enrollment about members and their plans."""

from types import NoneType
from typing import TypedDict

from services.portal.frame.calls import Call


class Transferred(TypedDict):
    """The membership that began with the transfer."""

    membership_id: str
    studio_id: str


class Completed(TypedDict):
    """The studio's members have completed."""

    completed: int


class OfStudio(TypedDict):
    """A member's studio."""

    id: str
    name: str
    host_name: str


class PlanInShort(TypedDict):
    """The newest development plan."""

    title: str
    years: int
    revision: int
    state: str
    uploaded_at: str


class MemberRow(TypedDict):
    """A member in the register."""

    membership_id: str
    name: str
    school_name: str | None
    county: str
    county_name: str | None
    phone: str
    state: str
    admitted_at: str
    ended_at: str | None
    studio: OfStudio
    sees_plan: bool
    plan: PlanInShort | None
    may: list[str]


class Plan(TypedDict):
    """A revision of a development plan."""

    revision: int
    title: str
    years: int
    state: str
    name: str
    size: int
    sha256: str
    uploaded_at: str
    decided_at: str | None
    decided_by_name: str | None
    opinion: str | None


class Membership(TypedDict):
    """One of somebody's memberships, former ones too."""

    id: str
    studio_name: str
    state: str
    admitted_at: str
    ended_at: str | None
    ended_reason: str | None
    transferred_to: str | None


class Member(MemberRow):
    """One member, with plans and history."""

    case_no: str
    is_own: bool
    ended_reason: str | None
    plans: list[Plan]
    history: list[Membership]


class MemberPage(TypedDict):
    """A page of the register."""

    items: list[MemberRow]
    next: str | None
    count: int
    capped: bool


class OwnPage(TypedDict):
    """One's own memberships, the newest first."""

    items: list[MemberRow]


class Alert(TypedDict):
    """A studio with fewer members than it needs (Art. 4.1)."""

    studio_id: str
    studio_name: str
    county: str
    county_name: str | None
    members: int
    minimum: int
    raised_at: str


class AlertPage(TypedDict):
    """Those the reader looks after."""

    items: list[Alert]


MEMBERS = Call("GET", "/enrollment/members", MemberPage)
MEMBERS_SHEET = Call("GET", "/enrollment/members.xlsx", NoneType)
OWN_MEMBERSHIPS = Call("GET", "/enrollment/members/mine", OwnPage)
ALERTS = Call("GET", "/enrollment/members/alerts", AlertPage)
MEMBER = Call("GET", "/enrollment/members/{membership_id}", Member)
HAND_IN = Call("POST", "/enrollment/members/{membership_id}/plans", NoneType)
DECIDE_PLAN = Call("POST", "/enrollment/members/{membership_id}/plans/{revision}/decision", NoneType)
PLAN_FILE = Call("GET", "/enrollment/members/{membership_id}/plans/{revision}/file", NoneType)
LEAVE = Call("POST", "/enrollment/members/{membership_id}/leave", NoneType)
TRANSFER = Call("POST", "/enrollment/members/{membership_id}/transfer", Transferred)
COMPLETE = Call("POST", "/enrollment/studios/{studio_id}/members/complete", Completed)
