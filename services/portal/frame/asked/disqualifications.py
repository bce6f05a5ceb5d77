"""What pages ask of enrollment about places that may be lost (Art. 7.2)."""

from types import NoneType
from typing import Any, TypedDict

from services.portal.frame.calls import Call


class DisqualificationRow(TypedDict):
    """A case in the list; `may` is what its trainee may file now, `until` when."""

    id: str
    case_no: str
    state: str
    state_since: str
    trainee_name: str
    studio_name: str
    truancies: int
    until: str | None
    may: list[str]


class Revision(TypedDict):
    """A frozen revision."""

    revision: int
    content: dict[str, Any]


class Disqualification(DisqualificationRow):
    """One case with what was said."""

    studio_id: str
    revisions: list[Revision]


class DisqualificationPage(TypedDict):
    """Those the reader may see."""

    items: list[DisqualificationRow]


DISQUALIFICATIONS = Call("GET", "/enrollment/disqualifications", DisqualificationPage)
DISQUALIFICATION = Call("GET", "/enrollment/disqualifications/{case_id}", Disqualification)
STATE = Call("POST", "/enrollment/disqualifications/{case_id}/statement", NoneType)
APPEAL = Call("POST", "/enrollment/disqualifications/{case_id}/appeal", NoneType)
