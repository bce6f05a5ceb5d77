"""What pages ask of approvals about how long things lie with whom."""

from typing import TypedDict

from services.portal.frame.calls import Call


class Counted(TypedDict):
    """Open tasks of a stage, those past their date, seconds the oldest waits; decided ones lately, and their seconds on average."""

    kind: str
    stage: str
    open: int
    overdue: int
    longest: int
    decided: int
    usual: int | None


class OfficeCounted(Counted):
    """The same of an office."""

    office_name: str


class Waiting(TypedDict):
    """An open task."""

    case_id: str
    case_no: str
    kind: str
    title: str
    stage: str
    office_name: str
    opened_at: str
    due_at: str
    urgency: str


class Standing(TypedDict):
    """By stage; the offices whose oldest task waits longest; the tasks that do. `lately` is in days."""

    stages: list[Counted]
    offices: list[OfficeCounted]
    oldest: list[Waiting]
    lately: int


STANDING = Call("GET", "/approvals/standing", Standing)
