"""What pages ask of approvals about tasks: the inbox, one task, deciding it."""

from types import NoneType
from typing import TypedDict

from services.portal.frame.calls import Call


class Counts(TypedDict):
    """Open tasks by urgency; numbers above 1,000 are told as 1,000 and `capped`."""

    overdue: int
    today: int
    week: int
    later: int
    total: int
    capped: bool


class Reminder(TypedDict):
    """An open task the office was urged about."""

    task_id: str
    case_id: str
    case_no: str
    title: str
    due_at: str
    count: int
    last_at: str


class Label(TypedDict):
    """What something is called, in both languages."""

    zh: str
    en: str


class Fact(TypedDict):
    """Something a case says of itself; `type` is text, person, date, money (fen) or file, and another one is shown as text."""

    name: str
    label: Label
    value: str
    type: str


class Place(TypedDict):
    """An office that has the case, since when."""

    stage: str
    turn: int
    seat: int
    office_name: str
    since: str
    due_at: str


class Started(TypedDict):
    """One of the reader's own cases."""

    case_id: str
    case_no: str
    kind: str
    title: str
    studio_name: str | None
    state: str
    finished: bool
    submitted_at: str
    until: str | None
    here: list[Place]


class Overtaken(TypedDict):
    """A decision of the reader that came second to another fact."""

    task_id: str
    case_id: str
    case_no: str
    title: str
    verb: str
    decided_at: str
    reason: str


class Outcome(TypedDict):
    """What became of a case the reader waits for; told until it is looked at."""

    case_id: str
    case_no: str
    kind: str
    title: str
    state: str
    at: str


class Summary(TypedDict):
    """The home page and the bell; `unread` counts reminders, overtaken decisions and outcomes."""

    waiting: Counts
    reminders: list[Reminder]
    started: list[Started]
    overtaken: list[Overtaken]
    outcomes: list[Outcome]
    unread: int


class Office(TypedDict):
    """An office by its key and its parts."""

    key: str
    scope: str


class Person(TypedDict):
    """A person by id and name."""

    id: str
    name: str


class ActingFor(TypedDict):
    """The proxy under which the task could be decided, and for whom."""

    proxy_id: str
    principal_name: str


class About(TypedDict):
    """What tells a case, whatever its kind, from others."""

    case_id: str
    case_no: str
    kind: str
    title: str
    applicant_name: str | None
    school_name: str | None
    studio_id: str | None
    studio_name: str | None
    county: str | None
    facts: list[Fact]


class Task(About):
    """A task, as its reader may deal with it: `may_decide` already knows of conflicts and of others' claims."""

    task_id: str
    stage: str
    turn: int
    seat: int
    mode: str
    seats: int
    office: Office
    office_name: str
    state: str
    reason: str | None
    claimed_by: Person | None
    claimed_until: str | None
    opened_at: str
    due_at: str
    working_days_left: int
    urgency: str
    reminded: int
    may_decide: bool
    acting_for: ActingFor | None
    revision: int
    content_hash: str
    verbs: list[str]
    attestations: list[str]
    shortest_reason: int
    longest_opinion: int
    verb: str | None
    opinion: str | None
    decided_at: str | None
    decided_by: Person | None
    overtaken: bool
    closed_reason: str | None
    closed_at: str | None


class InboxPage(TypedDict):
    """A page of tasks."""

    items: list[Task]
    next: str | None
    counts: Counts


class Decision(TypedDict):
    """The decision that stands, and the task to show next."""

    decided_at: str
    next_task_id: str | None


class File(TypedDict):
    """A file as it was taken in; `size` in bytes."""

    file_id: str
    name: str
    size: int
    sha256: str


class Held(TypedDict):
    """An office of the caller, or one they stand in for under a proxy; `valid_until` is exclusive, None is open."""

    office_key: str
    proxy_id: str | None
    principal_name: str | None
    valid_from: str
    valid_until: str | None


SUMMARY = Call("GET", "/approvals/summary", Summary)
INBOX = Call("GET", "/approvals/inbox", InboxPage)
TASK = Call("GET", "/approvals/tasks/{task_id}", Task)
CLAIM = Call("POST", "/approvals/tasks/{task_id}/claim", NoneType)
RELEASE = Call("POST", "/approvals/tasks/{task_id}/release", NoneType)
DECIDE = Call("POST", "/approvals/tasks/{task_id}/decision", Decision)
ATTACH = Call("POST", "/approvals/tasks/{task_id}/files", File)
FILE = Call("GET", "/approvals/files/{file_id}", NoneType)
OFFICES = Call("GET", "/approvals/offices", list[Held])
