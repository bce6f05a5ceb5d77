"""What pages ask of approvals about cases of any kind."""

from types import NoneType
from typing import Any, TypedDict

from services.portal.frame.asked.tasks import About, Place, Task
from services.portal.frame.calls import Call


class CaseRow(About):
    """A case as a search shows it, with the first of its facts."""

    state: str
    submitted_at: str


class CasePage(TypedDict):
    """A page of cases; `count` is told up to 1,000, and then `capped`."""

    items: list[CaseRow]
    next: str | None
    count: int
    capped: bool


class Card(About):
    """The card: the newest revision known, all its facts, and until when somebody may act before time moves it on."""

    state: str
    finished: bool
    submitted_at: str
    revision: int
    content_hash: str
    until: str | None


class Seat(TypedDict):
    """An office that has a stage."""

    key: str
    name: str


class PlannedStage(TypedDict):
    """A stage of the case's path, with its offices; `mode` is what several are to one another."""

    stage: str
    mode: str
    offices: list[Seat]
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
    turn: int | None
    seat: int | None
    office_name: str | None
    decision: bool
    revision: int | None
    content_hash: str | None
    rule_set_version: int | None
    overtaken: bool
    files: list[File]
    details: dict[str, Any]


class NextPlace(TypedDict):
    """Where it goes when approved."""

    stage: str
    office_names: list[str]


class Case(TypedDict):
    """A case as its page shows it."""

    card: Card
    state: str
    plan: Plan
    log: list[Entry]
    open_tasks: list[Task]
    here: list[Place]
    next: NextPlace | None


class Proof(TypedDict):
    """What stands of a signature on paper: all of it to be scanned, and its beginning to be typed."""

    signature: str
    code: str


class SheetDecision(Entry):
    """A decision of the printed form; without `proof` it proves nothing."""

    proof: Proof | None


class SheetStage(TypedDict):
    """A stage's decisions; the last one of each seat is the one in force."""

    stage: str
    offices: list[Seat]
    verbs: list[str]
    attestations: list[str]
    decisions: list[SheetDecision]


class Attachment(TypedDict):
    """A file handed in with a decision."""

    name: str
    size: int
    office_name: str | None
    added_by: str | None


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
    deeds: list[Entry]
    attachments: list[Attachment]
    verification: Verification
    printed_at: str


CASES = Call("GET", "/approvals/cases", CasePage)
CASE = Call("GET", "/approvals/cases/{case_id}", Case)
SEEN = Call("POST", "/approvals/cases/{case_id}/seen", NoneType)
SHEET = Call("GET", "/approvals/cases/{case_id}/sheet", Sheet)
