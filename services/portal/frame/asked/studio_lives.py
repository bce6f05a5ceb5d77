"""What pages ask of enrollment about nominations and a studio's whole life."""

from types import NoneType
from typing import Any, TypedDict

from services.portal.frame.calls import Call


class Title(TypedDict):
    """A title that makes somebody eligible as a host (Art. 3), at the level it must be of."""

    group: int
    name: str
    level: str


class Options(TypedDict):
    """The titles of Art. 3, as the municipal office keeps them."""

    titles: list[Title]


class Paper(TypedDict):
    """A file as it was taken in."""

    file_id: str
    name: str
    size: int
    sha256: str


class Nominated(TypedDict):
    """The case that was opened."""

    studio_id: str
    case_no: str
    version: int
    warnings: list[str]


class Fund(TypedDict):
    """How far the money has come; the amount in fen."""

    state: str | None
    amount: int | None


class HostTerm(TypedDict):
    """A former host."""

    term: int
    host_name: str
    host_school_name: str
    until: str
    reason: str


class Happening(TypedDict):
    """An entry of the studio's history."""

    what: str
    value: str
    at: str
    by_name: str | None
    reason: str | None


class Revision(TypedDict):
    """A frozen revision of the nomination."""

    revision: int
    content: dict[str, Any]


class Life(TypedDict):
    """Everything that happened to the studio, and what the reader may do with it now."""

    state: str
    state_since: str | None
    case_no: str | None
    county: str
    proposed_school_name: str | None
    waiver: str | None
    fund: Fund
    host_term: int
    terms: list[HostTerm]
    history: list[Happening]
    revisions: list[Revision]
    members: int
    minimum: int | None
    window_published: bool
    may: list[str]


class TakenHost(TypedDict):
    """Somebody who cannot be nominated, and why."""

    person_id: str
    words: str


class TakenPage(TypedDict):
    """Those of the people asked about."""

    items: list[TakenHost]


TAKEN = Call("GET", "/enrollment/nominations/taken", TakenPage)
OPTIONS = Call("GET", "/enrollment/nominations/options", Options)
ATTACH = Call("POST", "/enrollment/nominations/{studio_id}/files", Paper)
NOMINATE = Call("PUT", "/enrollment/nominations/{studio_id}", Nominated)
LIFE = Call("GET", "/enrollment/studios/{studio_id}/life", Life)
PAPER = Call("GET", "/enrollment/cases/{case_id}/files/{file_id}", NoneType)
DISPATCH = Call("POST", "/enrollment/studios/{studio_id}/dispatch", NoneType)
PROPOSE = Call("POST", "/enrollment/studios/{studio_id}/base-school", NoneType)
ACTIVATE = Call("POST", "/enrollment/studios/{studio_id}/activation", NoneType)
TURN = Call("POST", "/enrollment/studios/{studio_id}/turns/{action}", NoneType)
CHANGE_HOST = Call("POST", "/enrollment/studios/{studio_id}/host", NoneType)
RECORD_FUND = Call("POST", "/enrollment/studios/{studio_id}/fund", NoneType)
