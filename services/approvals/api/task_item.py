"""A task as lists and pages show it. Plain dataclasses: an inbox makes fifty of them a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from chassis.working_days import working_days_left
from services.approvals.domain.decision import offered
from services.approvals.domain.urgency import Calendar, Urgency
from services.approvals.queries.task import Shown


@dataclass(slots=True)
class OfficeView:
    """An office by its key and its parts."""

    key: str
    role: str
    scope: str


@dataclass(slots=True)
class LabelView:
    """What something is called."""

    zh: str
    en: str


@dataclass(slots=True)
class FactView:
    """Something a case says of itself; `type` as in the contract, another one is shown as text."""

    name: str
    label: LabelView
    value: str
    type: str


@dataclass(slots=True)
class PersonView:
    """A person by id and name."""

    id: UUID
    name: str


@dataclass(slots=True)
class ActingFor:
    """The proxy under which the task could be decided, and for whom."""

    proxy_id: UUID
    principal_name: str


@dataclass(slots=True)
class TaskItem:
    """A task, as its reader may deal with it: `may_decide` already knows of conflicts and of others' claims.

    `seats` offices have the stage together and are to one another what `mode` says; of the facts, the first few.
    """

    task_id: UUID
    case_id: UUID
    case_no: str
    kind: str
    title: str
    applicant_name: str | None
    school_name: str | None
    studio_id: UUID | None
    studio_name: str | None
    county: str | None
    facts: list[FactView]
    stage: str
    turn: int
    seat: int
    mode: str
    seats: int
    office: OfficeView
    office_name: str
    state: Literal["OPEN", "DECIDED", "CLOSED"]
    reason: str | None
    claimed_by: PersonView | None
    claimed_until: datetime | None
    opened_at: datetime
    due_at: datetime
    working_days_left: int
    urgency: Urgency
    reminded: int
    escalated: bool
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
    decided_at: datetime | None
    decided_by: PersonView | None
    decided_for_name: str | None
    overtaken: bool
    closed_reason: str | None
    closed_at: datetime | None


def item(shown: Shown, person_id: UUID, calendar: Calendar) -> TaskItem:
    """The task for this reader, at this moment."""
    task, card, now = shown.task, shown.card, calendar.now
    writing = shown.case.writing
    may_decide, hold = offered(task, shown.case, person_id, shown.holds, now)
    role, _, scope = task.office_key.partition(":")
    acting_for = None
    if hold is not None and hold.proxy_id is not None:
        acting_for = ActingFor(proxy_id=hold.proxy_id, principal_name=hold.principal_name or "")
    return TaskItem(
        task_id=task.task_id,
        case_id=task.case_id,
        case_no=card.case_no,
        kind=task.kind,
        title=card.title,
        applicant_name=card.applicant_name,
        school_name=card.school_name,
        studio_id=card.studio_id,
        studio_name=card.studio_name,
        county=card.county,
        facts=fact_views(card.facts),
        stage=task.stage,
        turn=task.turn,
        seat=task.seat,
        mode=task.planned["mode"],
        seats=len(task.planned["offices"]),
        office=OfficeView(key=task.office_key, role=role, scope=scope),
        office_name=card.office_name,
        state=task.state,  # type: ignore[arg-type]  # the table's constraint knows no other
        reason=task.reason,
        claimed_by=_person(task.claimant(now), task.claimed_by_name),
        claimed_until=task.claimed_until(now),
        opened_at=task.opened_at,
        due_at=task.due_at,
        working_days_left=working_days_left(now, task.due_at),
        urgency=calendar.of(task.due_at),
        reminded=task.reminded_count,
        escalated=task.shown_to is not None,
        may_decide=may_decide,
        acting_for=acting_for,
        revision=task.revision,
        content_hash=task.content_hash,
        verbs=task.planned["verbs"],
        attestations=task.planned["attestations"],
        shortest_reason=writing.shortest_reason,
        longest_opinion=writing.longest_opinion,
        verb=task.verb,
        opinion=task.opinion,
        decided_at=task.decided_at,
        decided_by=_person(task.decided_by, task.decided_by_name),
        decided_for_name=task.decided_for_name,
        overtaken=task.overtaken_at is not None,
        closed_reason=task.closed_reason,
        closed_at=task.closed_at,
    )


def fact_views(facts: list[dict[str, Any]]) -> list[FactView]:
    """Facts from their stored form."""
    return [
        FactView(fact["name"], LabelView(fact["label"]["zh"], fact["label"]["en"]), fact["value"], fact["type"])
        for fact in facts
    ]


def _person(person_id: UUID | None, name: str | None) -> PersonView | None:
    return None if person_id is None else PersonView(id=person_id, name=name or "")
