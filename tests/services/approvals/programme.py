"""A small invented programme: offices, who holds them, and cases that travel through them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from chassis import clock
from chassis.ids import uuid7
from chassis.web.app import Service
from contracts.cases import CaseCard, Plan, PlannedStage, task_id
from contracts.commands.approvals import CloseTask, Escalate, MarkOvertaken, OpenTask, Remind
from contracts.commands.command import Command
from contracts.envelope import Envelope, Event
from contracts.events.directory import AssignmentChanged, PersonRegistered, ProxyChanged
from contracts.events.enrollment import ApplicationResubmitted, ApplicationSubmitted
from contracts.offices import CITY, Office, Role
from contracts.rules import FOUR_ATTESTATIONS, VERSION_1, Span
from services.approvals.consumers import HANDLERS
from services.approvals.responders import RESPONDERS

LONG_AGO = datetime(2021, 11, 1, tzinfo=UTC)
COUNTY = "330328"
SCHOOL = str(uuid7())
SCHOOL_OFFICE = Office(role=Role.TRAINEE_SCHOOL, scope=SCHOOL)
COUNTY_OFFICE = Office(role=Role.COUNTY_OFFICE, scope=COUNTY)
MUNICIPAL_OFFICE = Office(role=Role.MUNICIPAL_OFFICE, scope=CITY)
HR_DIVISION = Office(role=Role.MUNICIPAL_HR_DIVISION, scope=CITY)
OFFICES = {"school": SCHOOL_OFFICE, "county": COUNTY_OFFICE, "municipal": MUNICIPAL_OFFICE}
NAMES = {
    SCHOOL_OFFICE.key: "云溪实验小学",
    COUNTY_OFFICE.key: "文成县名师办",
    MUNICIPAL_OFFICE.key: "市名师办",
    HR_DIVISION.key: "市教育局人事处",
}
_numbers = count(1)


def plan() -> Plan:
    """The path of version 1 for a teacher of the school above."""
    stages = tuple(
        PlannedStage(
            stage=rule.stage,
            office=OFFICES[rule.stage],
            deadline=rule.deadline,
            remind_after=rule.remind_after,
            remind_every=rule.remind_every,
            escalate_to=rule.escalate_to
            and Office(role=rule.escalate_to, scope=COUNTY if rule.stage == "school" else CITY),
            verbs=rule.verbs,
            attestations=rule.attestations,
        )
        for rule in VERSION_1.recruitment.stages
    )
    return Plan(rule_set_version=1, stages=stages)


def card(**changed: Any) -> CaseCard:
    """A card of a new case."""
    number = next(_numbers)
    applicant = uuid7()
    values: dict[str, Any] = {
        "case_id": uuid7(),
        "case_no": f"BM-2021-{number:06}",
        "kind": "trainee_application",
        "title": "周晓燕申请加入林晓岚工作室",
        "applicant_id": applicant,
        "applicant_name": "周晓燕",
        "parties": (applicant,),
        "school_name": "云溪实验小学",
        "studio_id": uuid7(),
        "studio_name": "林晓岚工作室",
        "county": COUNTY,
        "revision": 1,
        "content_hash": f"{number:064x}",
        "plan": plan(),
    }
    return CaseCard(**(values | changed))


@dataclass
class Programme:
    """Speaks to the service as `directory`, `enrollment` and the workflows do, and as people do through `headers`."""

    service: Service
    signed_in: Callable[..., dict[str, str]]
    versions: dict[UUID, int] = field(default_factory=dict)

    async def hear(self, said: Event, subject: UUID, version: int | None = None) -> None:
        """An event arrives."""
        if version is None:
            version = self.versions[subject] = self.versions.get(subject, 0) + 1
        envelope = Envelope(
            id=uuid7(), source="/songjiao/test", type=said.TYPE, subject=str(subject), time=clock.business(),
            dataschema=said.dataschema(), data=said.model_dump(mode="json"), position=1, aggregateversion=version,
            correlationid="test",
        )  # fmt: skip
        async with self.service.database.transaction() as transaction:
            await HANDLERS[type(said)](transaction, said, envelope)

    async def ask(self, command: Command[Any, Any], asked: Any) -> Any:
        """A command arrives."""
        async with self.service.database.transaction() as transaction:
            return await RESPONDERS[command](transaction, asked)

    async def person(self, name: str, *offices: Office, until: datetime | None = None) -> dict[str, str]:
        """A person who holds offices; gives the headers they call with."""
        person_id = uuid7()
        await self.hear(PersonRegistered(person_id=person_id, name=name, school_id=None), person_id)
        for office in offices:
            assignment = AssignmentChanged(
                assignment_id=uuid7(), person_id=person_id, office=office, office_name=NAMES.get(office.key, office.key),
                valid_from=LONG_AGO, valid_until=until,
            )  # fmt: skip
            await self.hear(assignment, assignment.assignment_id)
        return Caller(self.signed_in(person_id, *(office.key for office in offices), name=name), person_id, name)

    async def proxy(
        self, principal: "Caller", deputy: "Caller", *offices: Office, lasts: timedelta = timedelta(days=1)
    ) -> UUID:
        """The deputy may act for the principal from a day ago for so long from now."""
        now = clock.business()
        said = ProxyChanged(
            proxy_id=uuid7(), principal_id=principal.person_id, principal_name=principal.name, deputy_id=deputy.person_id,
            offices=offices, valid_from=now - timedelta(days=1), valid_until=now + lasts,
        )  # fmt: skip
        await self.hear(said, said.proxy_id)
        return said.proxy_id

    async def submitted(self, **changed: Any) -> CaseCard:
        """A case begins: its card arrives."""
        made = card(**changed)
        await self.submit(made)
        return made

    async def submit(self, made: CaseCard, version: int = 1) -> None:
        """The card of this submission arrives."""
        said = ApplicationSubmitted(
            application_id=made.case_id, round_id=uuid7(), submitted_at=clock.business(), card=made
        )
        await self.hear(said, made.case_id, version)

    async def resubmit(self, made: CaseCard, version: int, resume_at: str = "county") -> None:
        """The card of this resubmission arrives."""
        said = ApplicationResubmitted.model_validate(
            {"application_id": made.case_id, "resume_at": resume_at, "submitted_at": clock.business(), "card": made}
        )
        await self.hear(said, made.case_id, version)


class Caller(dict[str, str]):
    """Headers of a person, and who it is."""

    def __init__(self, headers: dict[str, str], person_id: UUID, name: str) -> None:
        super().__init__(headers)
        self.person_id = person_id
        self.name = name


def opening(made: CaseCard, stage: str = "county", round_: int = 1, **changed: Any) -> OpenTask:
    """What the workflow asks to put the case before a stage's office."""
    planned = next(item for item in made.plan.stages if item.stage == stage)
    values: dict[str, Any] = {
        "task_id": task_id(made.case_id, stage, round_),
        "case_id": made.case_id,
        "kind": made.kind,
        "round": round_,
        "stage": planned.model_copy(
            update={key: changed.pop(key) for key in ("deadline", "remind_after", "remind_every") if key in changed}
        ),
        "revision": made.revision,
        "content_hash": made.content_hash,
    }
    return OpenTask(**(values | changed))


def decision(made: CaseCard, verb: str = "approve", **changed: Any) -> dict[str, Any]:
    """What a reviewer sends."""
    body = {
        "verb": verb,
        "opinion": "" if verb == "approve" else "请补充任教学科",
        "attestations": list(FOUR_ATTESTATIONS) if verb == "approve" else [],
        "revision": made.revision,
        "content_hash": made.content_hash,
    }
    return body | changed


def seconds(amount: int) -> Span:
    """So many seconds."""
    return Span(amount=amount, unit="seconds")


__all__ = ["CloseTask", "Escalate", "MarkOvertaken", "Remind"]
