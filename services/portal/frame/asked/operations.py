"""What pages ask of every service about how it runs, for those who run the system."""

from typing import TypedDict

from services.portal.frame.calls import Call


class Buried(TypedDict):
    """Events a process could never take in."""

    process: str
    count: int


class Operations(TypedDict):
    """How a service is; `waiting_for` in seconds, `dead_letters` of every process, None while the bus cannot be asked."""

    bus: bool
    waiting: int
    waiting_for: int | None
    dead_letters: list[Buried] | None


DIRECTORY = Call("GET", "/directory/operations", Operations)
APPROVALS = Call("GET", "/approvals/operations", Operations)
ENROLLMENT = Call("GET", "/enrollment/operations", Operations)
