"""A small invented programme: offices, who holds them, and cases that travel through them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from chassis import clock
from chassis.bus.consumers import taking_in
from chassis.ids import uuid7
from chassis.web.app import Service
from contracts.cases import CaseCard, CaseNews, Deed, Fact, Label, Plan, PlannedStage, news_of, task_id
from contracts.commands.approvals import CloseTask, Escalate, MarkOvertaken, OpenTask, Remind
from contracts.commands.command import Command
from contracts.envelope import Envelope, Event
from contracts.events.directory import AssignmentChanged, PersonRegistered, ProxyChanged
from contracts.kinds import TRAINEE_APPLICATION
from contracts.offices import CITY, Office, Role
from contracts.rules import FOUR_ATTESTATIONS, VERSION_1
from contracts.rules import plan as planned
from contracts.spans import Span, working_days
from services.approvals.consumers import handlers
from services.approvals.responders import RESPONDERS

LONG_AGO = datetime(2021, 11, 1, tzinfo=UTC)
COUNTY = "330328"
SCHOOL = str(uuid7())
SCHOOL_OFFICE = Office(role=Role.TRAINEE_SCHOOL, scope=SCHOOL)
COUNTY_OFFICE = Office(role=Role.COUNTY_OFFICE, scope=COUNTY)
MUNICIPAL_OFFICE = Office(role=Role.MUNICIPAL_OFFICE, scope=CITY)
HR_DIVISION = Office(role=Role.MUNICIPAL_HR_DIVISION, scope=CITY)
NAMES = {
    SCHOOL_OFFICE.key: "云溪实验小学",
    COUNTY_OFFICE.key: "文成县名师办",
    MUNICIPAL_OFFICE.key: "市名师办",
    HR_DIVISION.key: "市教育局人事处",
}
OWNER = TRAINEE_APPLICATION.owner
_numbers = count(1)


def plan() -> Plan:
    """The path of version 1 for a teacher of the school above."""
    places = {"applicant_school": SCHOOL, "studio_county": COUNTY}
    return planned(VERSION_1.version, VERSION_1.recruitment.stages, places)


def stage(name: str, *offices: Office, mode: str = "one", **changed: Any) -> PlannedStage:
    """A stage of these offices, in which one approves or rejects."""
    values: dict[str, Any] = {
        "deadline": working_days(5), "remind_after": working_days(3), "remind_every": working_days(1),
        "escalate_to": None, "verbs": ("approve", "reject"), "attestations": (),
    }  # fmt: skip
    return PlannedStage(stage=name, offices=offices, mode=mode, **(values | changed))


def fact(name: str, value: str, type_: str = "text") -> Fact:
    """A fact that is called by its name."""
    return Fact(name=name, label=Label(zh=name, en=name), value=value, type=type_)


def card(**changed: Any) -> CaseCard:
    """A card of a new case."""
    number = next(_numbers)
    applicant = uuid7()
    values: dict[str, Any] = {
        "case_id": uuid7(),
        "case_no": f"BM-2021-{number:06}",
        "kind": TRAINEE_APPLICATION.name,
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
        await self.take_in(self.envelope(said, subject, version))

    async def take_in(self, envelope: Envelope) -> None:
        """The event of this envelope arrives, for the first time or again."""
        await taking_in(self.service.database, handlers())(envelope)

    def envelope(self, said: Event, subject: UUID, version: int) -> Envelope:
        """An event as it travels."""
        return Envelope(
            id=uuid7(), source="/songjiao/test", type=said.TYPE, subject=str(subject), time=clock.business(),
            dataschema=said.dataschema(), data=said.model_dump(mode="json"), position=1, aggregateversion=version,
            correlationid="test",
        )  # fmt: skip

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
        await self.tell(made, "SUBMITTED", version, opens=True, deed=by_applicant(made, "submit"), card=made)

    async def resubmit(self, made: CaseCard, version: int) -> None:
        """The card of this resubmission arrives."""
        await self.tell(made, "RECOMMENDED", version, deed=by_applicant(made, "resubmit"), card=made)

    async def tell(self, made: CaseCard, state: str, version: int, owner: str = OWNER, **said: Any) -> None:
        """News of this case arrive."""
        await self.hear(news(made, state, version, owner, **said), made.case_id, version)


def news(made: CaseCard, state: str, version: int, owner: str = OWNER, **said: Any) -> CaseNews:
    """What the owner says of a case; the card comes along where it is named."""
    values = {"case_id": made.case_id, "kind": made.kind, "state": state, "version": version, "at": clock.business()}
    return news_of(owner).model_validate(values | said)


def by_applicant(made: CaseCard, verb: str) -> Deed:
    """What the applicant did."""
    return Deed(verb=verb, actor_id=made.applicant_id, actor_name=made.applicant_name)


class Caller(dict[str, str]):
    """Headers of a person, and who it is."""

    def __init__(self, headers: dict[str, str], person_id: UUID, name: str) -> None:
        super().__init__(headers)
        self.person_id = person_id
        self.name = name


def opening(made: CaseCard, stage: str = "county", turn: int = 1, seat: int = 0, **changed: Any) -> OpenTask:
    """What the workflow asks to put the case before an office of a stage."""
    timed = {key: changed.pop(key) for key in ("deadline", "remind_after", "remind_every") if key in changed}
    values: dict[str, Any] = {
        "task_id": task_id(made.case_id, stage, turn, seat),
        "case_id": made.case_id,
        "kind": made.kind,
        "turn": turn,
        "seat": seat,
        "stage": made.plan.stage(stage).model_copy(update=timed),
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
