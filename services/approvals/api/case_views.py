"""The forms a case is shown in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.cases import Plan
from contracts.rules import Span
from services.approvals.api.items import OfficeView, TaskItem
from services.approvals.domain.log import Entry

Offices = dict[str, tuple[str, list[str]]]


class Row(BaseModel):
    """Read from a row of the database."""

    model_config = ConfigDict(from_attributes=True)


class CaseListItem(Row):
    """A case as a search shows it."""

    case_id: UUID
    case_no: str
    kind: str
    title: str
    applicant_name: str
    school_name: str
    studio_id: UUID
    studio_name: str
    county: str
    state: str
    submitted_at: datetime


class CaseList(BaseModel):
    """A page of cases; `count` is told up to 1,000, and then `capped`."""

    items: list[CaseListItem]
    next: str | None
    count: int
    capped: bool


class CardView(CaseListItem):
    """The card: the newest revision known, and until when a returned case may be corrected."""

    applicant_id: UUID
    revision: int
    content_hash: str
    correction_until: datetime | None


class PlannedView(BaseModel):
    """A stage of the case's path, with who holds its office now."""

    stage: str
    office: OfficeView
    office_name: str
    holders: list[str]
    deadline: Span
    verbs: list[str]
    attestations: list[str]


class PlanView(BaseModel):
    """The path of the case."""

    rule_set_version: int
    stages: list[PlannedView]


class FileView(BaseModel):
    """A file handed in with a decision."""

    file_id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


class EntryView(BaseModel):
    """An entry of the decision log; both names where somebody acted for another."""

    seq: int
    entry_id: UUID
    at: datetime
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
    files: list[FileView]
    details: dict[str, Any]


class Place(BaseModel):
    """Where the case is, since when."""

    stage: str
    office_name: str
    since: datetime
    due_at: datetime


class NextPlace(BaseModel):
    """Where it goes when approved."""

    stage: str
    office_name: str


class CaseView(BaseModel):
    """A case as its page shows it."""

    card: CardView
    state: str
    plan: PlanView
    log: list[EntryView]
    open_task: TaskItem | None
    here: Place | None
    next: NextPlace | None


class Verification(BaseModel):
    """Whether the log still says what was entered; flaws as `kind@number`."""

    sound: bool
    length: int
    head: str
    flaws: list[str]


class SheetStage(BaseModel):
    """A stage's decisions, the last one being the one in force."""

    stage: str
    office_name: str
    decisions: list[EntryView]


class SheetView(BaseModel):
    """The printable 审批单."""

    card: CardView
    state: str
    rule_set_version: int
    stages: list[SheetStage]
    verification: Verification
    printed_at: datetime


def office_keys(plan: dict[str, Any]) -> list[str]:
    """The offices on the path."""
    return [stage.office.key for stage in Plan.model_validate(plan).stages]


def plan_view(plan: dict[str, Any], offices: Offices) -> PlanView:
    """The path with names."""
    read = Plan.model_validate(plan)
    stages = [
        PlannedView(
            stage=stage.stage,
            office=OfficeView(key=stage.office.key, role=stage.office.role, scope=stage.office.scope),
            office_name=offices[stage.office.key][0],
            holders=offices[stage.office.key][1],
            deadline=stage.deadline,
            verbs=list(stage.verbs),
            attestations=list(stage.attestations),
        )
        for stage in read.stages
    ]
    return PlanView(rule_set_version=read.rule_set_version, stages=stages)


def log_view(entries: Sequence[Entry]) -> list[EntryView]:
    """The log; a decision that came second says so itself."""
    overtaken = {entry.details["decision_id"] for entry in entries if entry.verb == "overtaken"}
    return [
        EntryView(
            **{name: getattr(entry, name) for name in EntryView.model_fields if name != "overtaken"},
            overtaken=str(entry.entry_id) in overtaken,
        )
        for entry in entries
    ]


def here_and_next(plan: PlanView, open_task: TaskItem | None) -> tuple[Place | None, NextPlace | None]:
    """Where the case is and where it goes; nowhere while nobody has it."""
    if open_task is None:
        return None, None
    here = Place(
        stage=open_task.stage, office_name=open_task.office_name, since=open_task.opened_at, due_at=open_task.due_at
    )
    names = [stage.stage for stage in plan.stages]
    after = names.index(open_task.stage) + 1 if open_task.stage in names else len(names)
    if after >= len(names):
        return here, None
    return here, NextPlace(stage=names[after], office_name=plan.stages[after].office_name)
