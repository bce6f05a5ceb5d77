"""What pages ask of enrollment about studios, their rosters, and the county board."""

from types import NoneType
from typing import TypedDict

from services.portal.frame.calls import Call


class Counted(TypedDict):
    """How many studios have this value; `name` where it is a code."""

    value: str
    name: str | None
    count: int


class Counts(TypedDict):
    """`count` is what the list holds; everything else is counted with the choices in all other filters."""

    count: int
    short: int
    minimum: int | None
    county: list[Counted]
    school_level: list[Counted]
    track: list[Counted]
    subject: list[Counted]
    state: list[Counted]


class StudioRow(TypedDict):
    """A studio in a list, with its numbers."""

    id: str
    name: str
    county: str
    county_name: str | None
    school_level: str
    track: str
    subject: str
    state: str
    host_name: str
    base_school_name: str | None
    soft_cap: int | None
    members: int
    minimum: int | None
    under_way: int
    short: bool


class Studio(StudioRow):
    """One studio."""

    host_id: str
    host_school_name: str | None
    host_titles: list[str]


class StudioPage(TypedDict):
    """A page of studios."""

    items: list[StudioRow]
    next: str | None


class PlanInShort(TypedDict):
    """The newest development plan of a member."""

    title: str
    years: int
    revision: int
    state: str
    uploaded_at: str


class RosterRow(TypedDict):
    """A member in a studio's roster."""

    membership_id: str
    name: str
    school_name: str | None
    phone: str
    state: str
    admitted_at: str
    ended_at: str | None
    sees_plan: bool
    plan: PlanInShort | None
    may: list[str]


class Roster(TypedDict):
    """The members of a studio, and what may be done about all of them."""

    items: list[RosterRow]
    may: list[str]


class LevelCounts(TypedDict):
    """A county's studios of one school level."""

    school_level: str
    studios: int
    short: int
    members: int
    under_way: int


class CountyDetail(TypedDict):
    """What only those who look after the county are told."""

    states: dict[str, int]
    school_levels: list[LevelCounts]


class CountyTile(TypedDict):
    """A county on the board."""

    county: str
    name: str
    studios: int
    short: int
    members: int
    under_way: int
    detail: CountyDetail | None


class Board(TypedDict):
    """The counties on the list now."""

    counties: list[CountyTile]


class StudioCell(TypedDict):
    """A studio on the board."""

    id: str
    name: str
    host_name: str
    school_level: str
    subject: str
    state: str
    members: int
    minimum: int | None
    short: bool


class CountyStudios(TypedDict):
    """The studios of a county, those that lack most members first."""

    items: list[StudioCell]


STUDIOS = Call("GET", "/enrollment/studios", StudioPage)
COUNTS = Call("GET", "/enrollment/studios/counts", Counts)
STUDIOS_SHEET = Call("GET", "/enrollment/studios.xlsx", NoneType)
STUDIO = Call("GET", "/enrollment/studios/{studio_id}", Studio)
SET_CAP = Call("PUT", "/enrollment/studios/{studio_id}/cap", NoneType)
ROSTER = Call("GET", "/enrollment/studios/{studio_id}/roster", Roster)
ROSTER_SHEET = Call("GET", "/enrollment/studios/{studio_id}/roster.xlsx", NoneType)
BOARD = Call("GET", "/enrollment/board", Board)
COUNTY = Call("GET", "/enrollment/board/{county}", CountyStudios)
