"""What pages ask of enrollment about recruiting rounds."""

from types import NoneType
from typing import TypedDict

from services.portal.frame.calls import Call


class RoundRow(TypedDict):
    """A round in the list."""

    id: str
    name: str
    state: str
    opens_at: str
    closes_at: str
    counties: list[str]


class RoundPage(TypedDict):
    """All rounds, the latest first."""

    items: list[RoundRow]


class CountyStates(TypedDict):
    """How many applications of a county stand in which state."""

    county: str
    name: str | None
    states: dict[str, int]


class Round(RoundRow):
    """A round, counted."""

    total: int
    states: dict[str, int]
    by_county: list[CountyStates]


class Numbers(TypedDict):
    """Applied, recommended, admitted, and places left; `quota` is None where there is no limit but the studios' caps."""

    applied: int
    recommended: int
    admitted: int
    quota: int | None
    left: int


class CountyPlaces(Numbers):
    """Of a county."""

    county: str
    name: str | None
    studios: int


class StudioPlaces(Numbers):
    """Of a studio."""

    studio_id: str
    name: str
    county: str
    county_name: str | None
    members: int
    soft_cap: int | None


class Places(TypedDict):
    """How many a round takes; `short` are the ids of studios with too few members."""

    minimum: int | None
    counties: list[CountyPlaces]
    studios: list[StudioPlaces]
    short: list[str]


ROUNDS = Call("GET", "/enrollment/rounds", RoundPage)
OPEN = Call("PUT", "/enrollment/rounds/{round_id}", NoneType)
ROUND = Call("GET", "/enrollment/rounds/{round_id}", Round)
PLACES = Call("GET", "/enrollment/rounds/{round_id}/places", Places)
SET_QUOTAS = Call("PUT", "/enrollment/rounds/{round_id}/quotas", NoneType)
EXTEND = Call("POST", "/enrollment/rounds/{round_id}/extend", NoneType)
CLOSE = Call("POST", "/enrollment/rounds/{round_id}/close", NoneType)
