"""What pages ask of approvals about signatures on paper, for everybody."""

from typing import TypedDict

from services.portal.frame.calls import Call


class Checked(TypedDict):
    """What was signed, and by which key; without `office_name` where a person decided for themselves."""

    case_no: str
    kind: str
    stage: str
    office_role: str
    office_name: str | None
    verb: str
    revision: int
    decided_at: str
    key_id: str
    overtaken: bool


CHECK = Call("GET", "/approvals/public/check", Checked)
