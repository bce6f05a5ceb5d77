"""The forms a case is shown in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.cases import Plan
from contracts.spans import Span
from contracts.writing import Writing
from services.approvals.api.log_view import EntryView, Offices
from services.approvals.api.task_item import FactView, TaskItem
from services.approvals.domain.log import Entry


class Row(BaseModel):
    """Read from a row of the database."""

    model_config = ConfigDict(from_attributes=True)


class CaseListItem(Row):
    """A case as a search shows it, with the first few of its facts."""

    case_id: UUID
    case_no: str
    kind: str
    title: str
    applicant_name: str | None
    school_name: str | None
    studio_id: UUID | None
    studio_name: str | None
    county: str | None
    state: str
    finished: bool
    submitted_at: datetime
    facts: list[FactView]


class CaseList(BaseModel):
    """A page of cases; `count` is told up to 1,000, and then `capped`."""

    items: list[CaseListItem]
    next: str | None
    count: int
    capped: bool


class CardView(CaseListItem):
    """The card: the newest revision known with all its facts, and until when somebody may act before time moves it on."""

    applicant_id: UUID | None
    revision: int
    content_hash: str
    until: datetime | None


class PlannedOffice(BaseModel):
    """An office on the path, with who holds it now."""

    key: str
    role: str
    scope: str
    name: str
    holders: list[str]


class PlannedView(BaseModel):
    """A stage of the case's path; `mode` says what its offices are to one another."""

    stage: str
    mode: str
    offices: list[PlannedOffice]
    deadline: Span
    verbs: list[str]
    attestations: list[str]


class PlanView(BaseModel):
    """The path of the case, and how much has to be written on it, and may be."""

    rule_set_version: int
    stages: list[PlannedView]
    writing: Writing


class Place(BaseModel):
    """Where a case is, since when: with an office that has something to do."""

    task_id: UUID
    stage: str
    turn: int
    seat: int
    office_name: str
    since: datetime
    due_at: datetime


class NextPlace(BaseModel):
    """Where it goes when approved."""

    stage: str
    mode: str
    office_names: list[str]


class CaseView(BaseModel):
    """A case as its page shows it; several tasks may be open at once."""

    card: CardView
    state: str
    finished: bool
    plan: PlanView
    log: list[EntryView]
    open_tasks: list[TaskItem]
    here: list[Place]
    next: NextPlace | None


def office_keys(plan: Plan, entries: Sequence[Entry]) -> list[str]:
    """The offices on the path and in the log, each once."""
    planned = [office.key for stage in plan.stages for office in stage.offices]
    return list(dict.fromkeys([*planned, *(entry.office_key for entry in entries if entry.office_key)]))


def plan_view(plan: Plan, offices: Offices) -> PlanView:
    """The path with names."""
    stages = [
        PlannedView(
            stage=stage.stage,
            mode=stage.mode,
            offices=[
                PlannedOffice(
                    key=office.key, role=office.role, scope=office.scope,
                    name=offices[office.key][0], holders=offices[office.key][1],
                )
                for office in stage.offices
            ],
            deadline=stage.deadline,
            verbs=list(stage.verbs),
            attestations=list(stage.attestations),
        )
        for stage in plan.stages
    ]  # fmt: skip
    return PlanView(rule_set_version=plan.rule_set_version, stages=stages, writing=plan.writing)


def places(open_tasks: Sequence[TaskItem]) -> list[Place]:
    """Where the case is; nowhere while nobody has it."""
    return [
        Place(
            task_id=task.task_id, stage=task.stage, turn=task.turn, seat=task.seat, office_name=task.office_name,
            since=task.opened_at, due_at=task.due_at,
        )
        for task in open_tasks
    ]  # fmt: skip


def next_place(plan: PlanView, here: Sequence[Place]) -> NextPlace | None:
    """Where the case goes after the furthest stage it is at; None at the end of the path, off it, or while nobody has it."""
    names = [stage.stage for stage in plan.stages]
    at = [names.index(place.stage) for place in here if place.stage in names]
    following = plan.stages[max(at) + 1 : max(at) + 2] if at else []
    for stage in following:
        return NextPlace(stage=stage.stage, mode=stage.mode, office_names=[office.name for office in stage.offices])
    return None
