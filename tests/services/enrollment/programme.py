"""A small programme every test of enrollment starts from: a county, a school with its principal, a studio, a round."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import httpx2
from sqlalchemy import text

from chassis import clock
from chassis.ids import uuid7
from chassis.settings import settings
from chassis.signing import Signer
from chassis.web.app import Service
from contracts.cases import CaseNews, Plan, news_of
from contracts.commands.cases import Look, Proceed, Record, commands_of
from contracts.commands.command import Command, Refusal
from contracts.decisions import PURPOSE, Settled, SignedDecision
from contracts.envelope import Envelope, Event
from contracts.events.directory import (
    AssignmentChanged,
    CountyListed,
    PersonRegistered,
    RuleSetPublished,
    SchoolRegistered,
)
from contracts.kinds import DISQUALIFICATION, STUDIO_ESTABLISHMENT, TRAINEE_APPLICATION, Kind
from contracts.message import Message
from contracts.offices import CITY, Office, Role
from contracts.rules import VERSION_1
from services.enrollment.consumers import handlers
from services.enrollment.responders import RESPONDERS

WENCHENG = "330328"
TAISHUN = "330329"
MOTIVATION = "我在云溪实验小学任教三年级语文，希望加入工作室，系统学习单元整体教学。"
GOOD = {"motivation": MOTIVATION, "post": "语文教师、备课组长", "title": "一级教师", "phone": "19000001446"}

# What reviewers may say.
Verb = Literal["approve", "return", "reject"]
CASES = commands_of("enrollment")
CASE_NEWS = news_of("enrollment").TYPE
TABLES = {
    TRAINEE_APPLICATION.name: "applications",
    STUDIO_ESTABLISHMENT.name: "studios",
    DISQUALIFICATION.name: "disqualifications",
}
NOBODY = Office(role=Role.MUNICIPAL_OFFICE, scope="nowhere")


@dataclass
class Programme:
    """The service, and the ids of what it knows."""

    service: Service
    client: httpx2.AsyncClient
    signed_in: Any
    teacher: UUID = field(default_factory=uuid7)
    principal: UUID = field(default_factory=uuid7)
    host: UUID = field(default_factory=uuid7)
    school: UUID = field(default_factory=uuid7)
    studio: UUID = field(default_factory=uuid7)
    other_studio: UUID = field(default_factory=uuid7)
    far_studio: UUID = field(default_factory=uuid7)
    round: UUID = field(default_factory=uuid7)

    async def load(self) -> None:
        """Tell the service of everything, by events and its own routes."""
        now = clock.business()
        long_ago = now - timedelta(days=400)
        await self.hear(RuleSetPublished(rule_set=VERSION_1, effective_from=long_ago))
        await self.hear(CountyListed(code=WENCHENG, name="文成县", listed_from=long_ago, listed_until=None))
        await self.hear(
            SchoolRegistered(school_id=self.school, name="文成县云溪实验小学", county=WENCHENG, school_levels=("小学",))
        )
        await self.register(self.teacher, "林一鸣")
        await self.register(self.principal, "赵一平")
        await self.assign(self.principal, Role.TRAINEE_SCHOOL, str(self.school))
        studios = [
            self.studio_row(self.studio, "温州市林晓岚“名师送教”工作室"),
            self.studio_row(self.other_studio, "温州市陈望舒“名师送教”工作室"),
            self.studio_row(self.far_studio, "温州市夏知远“名师送教”工作室", county=TAISHUN),
        ]
        await self.ok("PUT", "/studios/import", self.city, {"studios": studios})
        ids = [str(self.studio), str(self.other_studio), str(self.far_studio)]
        await self.ok("PUT", f"/rounds/{self.round}", self.city, self.round_body(studio_ids=ids))

    async def anew(self) -> "Programme":
        """Another one beside it, with ids of its own."""
        loaded = Programme(self.service, self.client, self.signed_in)
        await loaded.load()
        return loaded

    def studio_row(
        self, studio_id: UUID, name: str, county: str = WENCHENG, host: UUID | None = None
    ) -> dict[str, Any]:
        """A studio as it is imported."""
        return {
            "id": str(studio_id), "name": name, "county": county, "school_level": "小学", "track": "教师", "subject": "语文",
            "host_id": str(host or self.host), "host_name": "林晓岚", "host_school_name": "温州市城南小学",
            "host_titles": ["省特级教师"], "base_school_id": str(self.school), "base_school_name": "文成县云溪实验小学",
        }  # fmt: skip

    def round_body(self, **changes: Any) -> dict[str, Any]:
        """A round that opened yesterday and closes in thirty days."""
        now = clock.business()
        body = {"name": "首轮学员招收", "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=30)}
        return {name: v.isoformat() if hasattr(v, "isoformat") else v for name, v in (body | changes).items()}

    async def hear(self, event: Event, version: int = 1) -> None:
        """Take an event of the directory in, as the consumer does."""
        told = envelope(event, version)
        async with self.service.database.transaction() as transaction:
            await handlers()[type(event)](transaction, told.event(), told)

    async def school_of(self, school: UUID, name: str) -> None:
        """A school of the county."""
        await self.hear(SchoolRegistered(school_id=school, name=name, county=WENCHENG, school_levels=("小学",)))

    async def register(self, person: UUID, name: str, school: UUID | None = None, version: int = 1) -> None:
        """A person of the school, or another one."""
        await self.hear(PersonRegistered(person_id=person, name=name, school_id=school or self.school), version)

    async def assign(self, person: UUID, role: Role, scope: str) -> None:
        """A person holds an office from long ago on."""
        await self.hear(
            AssignmentChanged(
                assignment_id=uuid7(), person_id=person, office=Office(role=role, scope=scope), office_name="-",
                valid_from=clock.business() - timedelta(days=400), valid_until=None,
            )
        )  # fmt: skip

    async def another_teacher(self, name: str = "周孟秋") -> UUID:
        """One more teacher of the school."""
        person = uuid7()
        await self.register(person, name)
        return person

    @property
    def city(self) -> dict[str, str]:
        """Headers of a clerk of the municipal office."""
        return self.office(f"{Role.MUNICIPAL_OFFICE}:city")

    def office(self, *offices: str) -> dict[str, str]:
        """Headers of somebody who holds these offices."""
        return self.signed_in(uuid7(), *offices)  # type: ignore[no-any-return]

    def person(self, person: UUID | None = None) -> dict[str, str]:
        """Headers of the teacher, or of another person without an office."""
        return self.signed_in(person or self.teacher)  # type: ignore[no-any-return]

    async def call(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> httpx2.Response:
        """One request."""
        return await self.client.request(method, path, headers=headers, json=body)

    async def ok(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> Any:
        """One request that must succeed; its body."""
        answer = await self.call(method, path, headers, body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def draft(self, person: UUID | None = None, studio: UUID | None = None, **changes: Any) -> tuple[UUID, int]:
        """A complete draft; its id and version."""
        application = uuid7()
        body = GOOD | {"round_id": str(self.round), "studio_id": str(studio or self.studio)} | changes
        saved = await self.ok("PUT", f"/applications/{application}", self.person(person), body)
        return application, saved["version"]

    async def begun(self, person: UUID | None = None, studio: UUID | None = None, **changes: Any) -> tuple[UUID, int]:
        """A draft that was begun before anything stood against its round: it names it only afterwards."""
        application, version = await self.draft(person, studio, **changes | {"round_id": None})
        body = {"round_id": changes.get("round_id", str(self.round)), "base_version": version}
        saved = await self.ok("PUT", f"/applications/{application}", self.person(person), body)
        return application, saved["version"]

    async def submitted(self, person: UUID | None = None, studio: UUID | None = None) -> UUID:
        """An application that was sent."""
        application, version = await self.draft(person, studio)
        await self.send(application, version, person)
        return application

    async def send(self, application: UUID, version: int | None = None, person: UUID | None = None) -> Any:
        """Send what is typed."""
        if version is None:
            version = (await self.view(application, person))["version"]
        headers = self.person(person)
        return await self.ok("POST", f"/applications/{application}/submit", headers, {"version": version})

    async def upload(self, application: UUID, files: Any, person: UUID | None = None) -> httpx2.Response:
        """Attach a file."""
        return await self.client.post(f"/applications/{application}/files", headers=self.person(person), files=files)

    async def view(self, application: UUID, person: UUID | None = None) -> Any:
        """The application as its author sees it."""
        return await self.ok("GET", f"/applications/{application}", self.person(person))

    async def ask[Asked: Message, Given: Message](
        self, command: Command[Asked, Given], asked: Asked
    ) -> Given | Refusal:
        """Send a command as the bus would hand it over."""
        async with self.service.database.transaction() as transaction:
            return await RESPONDERS[command](transaction, asked)  # type: ignore[no-any-return]

    async def decide(
        self, case_id: UUID, stage: str, verb: str, kind: Kind = TRAINEE_APPLICATION, **changes: Any
    ) -> Any:
        """Have a decision on the present revision, as its office signs it, taken over."""
        decided = await self.decided(case_id, stage, verb, kind, **changes)
        return await self.record(decided)

    async def admit(self, application: UUID, **changes: Any) -> Any:
        """Have the city's approval of an application taken over."""
        return await self.decide(application, "municipal", "approve", **changes)

    async def record(self, *decided: SignedDecision) -> Any:
        """Have decisions of one stage taken over."""
        first = decided[0]
        asked = Record(kind=first.kind, case_id=first.case_id, stage=first.stage, signatures=tuple(map(sign, decided)))
        return await self.ask(CASES.record, asked)

    async def decided(
        self, case_id: UUID, stage: str, verb: str, kind: Kind = TRAINEE_APPLICATION, **changes: Any
    ) -> SignedDecision:
        """What the office that has the stage decides on the present revision."""
        found = f"SELECT plan, revision, content_hash FROM {TABLES[kind.name]} WHERE id = :id"
        async with self.service.database.reading() as connection:
            row = (await connection.execute(text(found), {"id": case_id})).one_or_none()
        planned = () if row is None or row.plan is None else Plan.model_validate(row.plan).stages
        said = {
            "decision_id": uuid7(), "case_id": case_id, "kind": kind.name, "stage": stage, "turn": 1, "seat": 0, "verb": verb,
            "revision": row.revision if row else 1, "content_hash": (row and row.content_hash) or "",
            "office": next((one.office for one in planned if one.stage == stage), NOBODY), "decided_by": uuid7(),
            "decided_at": clock.business(),
        }  # fmt: skip
        return SignedDecision.model_validate(said | changes)

    async def look(self, case_id: UUID, kind: Kind = TRAINEE_APPLICATION) -> Any:
        """How a case stands."""
        return await self.ask(CASES.look, Look(kind=kind.name, case_id=case_id))

    async def proceed(self, case_id: UUID, kind: Kind = TRAINEE_APPLICATION) -> Any:
        """Have a case go on where time, or a condition, is all that is waited for."""
        return await self.ask(CASES.proceed, Proceed(kind=kind.name, case_id=case_id))

    async def approved_by_county(self, person: UUID | None = None, studio: UUID | None = None) -> UUID:
        """An application that waits for the city."""
        application = await self.submitted(person, studio)
        await self.decide(application, "school", "approve")
        await self.decide(application, "county", "approve")
        return application

    async def state(self, application: UUID) -> str:
        """Where it stands."""
        return str(await self.scalar("SELECT state FROM applications WHERE id = :id", id=application))

    async def scalar(self, sql: str, **parameters: Any) -> Any:
        """One value straight from the table."""
        async with self.service.database.reading() as connection:
            return await connection.scalar(text(sql), parameters)

    async def events(self, subject: UUID) -> list[str]:
        """The types of an aggregate's events, in order, without the service's name; news by the state it tells."""
        found = "SELECT type, data ->> 'state' FROM outbox WHERE subject = :subject ORDER BY seq"
        async with self.service.database.reading() as connection:
            rows = await connection.execute(text(found), {"subject": subject})
            return [state if name == CASE_NEWS else name.removeprefix("enrollment.") for name, state in rows]

    async def news(self, case_id: UUID) -> list[CaseNews]:
        """What was told of a case, in order."""
        found = "SELECT data FROM outbox WHERE subject = :subject AND type = :type ORDER BY seq"
        async with self.service.database.reading() as connection:
            rows = await connection.scalars(text(found), {"subject": case_id, "type": CASE_NEWS})
            return [
                CaseNews.model_validate_json(row) if isinstance(row, str) else CaseNews.model_validate(row)
                for row in rows
            ]


def envelope(event: Event, version: int = 1) -> Envelope:
    """An event as it comes."""
    return Envelope(
        id=uuid7(), source="/songjiao/directory", type=event.TYPE, subject="-", time=clock.business(),
        dataschema=event.dataschema(), data=event.model_dump(mode="json"), position=1, aggregateversion=version,
        correlationid="test",
    )  # fmt: skip


def sign(said: SignedDecision) -> str:
    """As approvals signs it."""
    return Signer(settings().decision_key_file, PURPOSE).sign(said.model_dump_json().encode())


def admission(application: UUID, decided_at: datetime | None = None) -> Settled:
    """The city's approval of an application's first revision, proven."""
    said = SignedDecision(
        decision_id=uuid7(), case_id=application, kind=TRAINEE_APPLICATION.name, stage="municipal", turn=1, seat=0,
        verb="approve", revision=1, content_hash="", office=Office(role=Role.MUNICIPAL_OFFICE, scope=CITY), decided_by=uuid7(),
        decided_at=decided_at or clock.business(),
    )  # fmt: skip
    return Settled(**said.model_dump(), decisions=(said,))


def code(answer: httpx2.Response, status: int) -> str:
    """The code of a refusal with this status."""
    assert answer.status_code == status, answer.text
    return str(answer.json()["code"])
