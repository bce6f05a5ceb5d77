"""What pages ask of approvals about cases of any kind."""

from typing import Any, TypedDict

from services.portal.frame.asked.tasks import Office, Task
from services.portal.frame.calls import Call


class CaseRow(TypedDict):
    """A case as a search shows it."""

    case_id: str
    case_no: str
    kind: str
    title: str
    applicant_name: str
    school_name: str
    studio_id: str
    studio_name: str
    county: str
    state: str
    submitted_at: str


class CasePage(TypedDict):
    """A page of cases; `count` is told up to 1,000, and then `capped`."""

    items: list[CaseRow]
    next: str | None
    count: int
    capped: bool


class Card(TypedDict):
    """The card: the newest revision known, and until when a returned case may be corrected."""

    case_id: str
    case_no: str
    kind: str
    title: str
    applicant_name: str
    school_name: str
    studio_id: str
    studio_name: str
    county: str
    state: str
    submitted_at: str
    revision: int
    content_hash: str
    correction_until: str | None


class PlannedStage(TypedDict):
    """A stage of the case's path, with who holds its office now."""

    stage: str
    office: Office
    office_name: str
    verbs: list[str]
    attestations: list[str]


class Plan(TypedDict):
    """The path of the case."""

    rule_set_version: int
    stages: list[PlannedStage]


class File(TypedDict):
    """A file handed in with a decision."""

    file_id: str
    name: str
    size: int
    sha256: str


class Entry(TypedDict):
    """An entry of the decision log; both names where somebody acted for another."""

    at: str
    verb: str
    actor_name: str | None
    acting_for_name: str | None
    opinion: str | None
    attestations: list[str]
    stage: str | None
    round: int | None
    revision: int | None
    content_hash: str | None
    rule_set_version: int | None
    overtaken: bool
    files: list[File]
    details: dict[str, Any]


class Place(TypedDict):
    """Where the case is, since when."""

    stage: str
    office_name: str
    since: str
    due_at: str


class NextPlace(TypedDict):
    """Where it goes when approved."""

    stage: str
    office_name: str


class Case(TypedDict):
    """A case as its page shows it."""

    card: Card
    state: str
    plan: Plan
    log: list[Entry]
    open_task: Task | None
    here: Place | None
    next: NextPlace | None


class SheetStage(TypedDict):
    """A stage's decisions, the last one being the one in force."""

    stage: str
    office_name: str
    decisions: list[Entry]


class Verification(TypedDict):
    """Whether the log still says what was entered; flaws as `kind@number`."""

    sound: bool
    length: int
    head: str
    flaws: list[str]


class Sheet(TypedDict):
    """The printable 审批单."""

    card: Card
    state: str
    rule_set_version: int
    stages: list[SheetStage]
    verification: Verification
    printed_at: str


CASES = Call("GET", "/approvals/cases", CasePage)
CASE = Call("GET", "/approvals/cases/{case_id}", Case)
SHEET = Call("GET", "/approvals/cases/{case_id}/sheet", Sheet)
