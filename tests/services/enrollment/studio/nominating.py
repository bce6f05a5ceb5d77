"""A host from outside, the offices that take part, and a nomination taken as far as a test needs it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import text

from chassis.ids import uuid7
from contracts.commands.cases import Stands
from contracts.events.directory import SchoolRegistered
from contracts.kinds import STUDIO_ESTABLISHMENT
from contracts.offices import Role
from services.enrollment.domain.words import Stage
from tests.services.enrollment.programme import WENCHENG, Programme, Verb

DISTRICT = "330302"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@dataclass
class Nominating:
    """Somebody's nomination as it travels."""

    programme: Programme
    studio: UUID = field(default_factory=uuid7)
    host: UUID = field(default_factory=uuid7)
    host_school: UUID = field(default_factory=uuid7)
    nominator: UUID = field(default_factory=uuid7)

    async def load(self, county: str = DISTRICT) -> None:
        """The host's school and the host."""
        await self.programme.hear(
            SchoolRegistered(school_id=self.host_school, name="温州市城南小学", county=county, school_levels=("小学",))
        )
        await self.programme.register(self.host, "林晓岚", self.host_school)

    @property
    def school(self) -> dict[str, str]:
        """Headers of the host's school."""
        return self.programme.signed_in(  # type: ignore[no-any-return]
            self.nominator, f"{Role.FUND_CUSTODIAN_SCHOOL}:{self.host_school}", name="钱校长"
        )

    @property
    def personnel(self) -> dict[str, str]:
        """Headers of the county's personnel section."""
        return self.programme.office(f"{Role.COUNTY_PERSONNEL_SECTION}:{WENCHENG}")

    async def certificate(self, headers: dict[str, str] | None = None) -> str:
        """Hand in a certificate; its id."""
        answer = await self.programme.client.post(
            f"/nominations/{self.studio}/files",
            headers=headers or self.school,
            files={"file": ("证书.png", PNG, "image/png")},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["file_id"])

    async def body(self, **changes: Any) -> dict[str, Any]:
        """A nomination nobody could object to."""
        complete = {
            "name": "温州市林晓岚“名师送教”工作室", "county": WENCHENG, "school_level": "小学", "track": "教师", "subject": "语文",
            "host_id": str(self.host), "title_name": "省特级教师", "title_level": "provincial",
        }  # fmt: skip
        if "file_ids" not in changes:
            complete["file_ids"] = [await self.certificate()]  # type: ignore[assignment]
        return complete | changes

    async def send(self, headers: dict[str, str] | None = None, **changes: Any) -> httpx2.Response:
        """Send it."""
        body = await self.body(**changes)
        return await self.programme.call("PUT", f"/nominations/{self.studio}", headers or self.school, body)

    async def decide(self, stage: Stage, verb: Verb, **changes: Any) -> Any:
        """Have a decision taken over, as the process does."""
        return await self.programme.decide(self.studio, stage, verb, STUDIO_ESTABLISHMENT, **changes)

    async def proceed(self) -> Any:
        """Have the process go on where only a condition was waited for."""
        return await self.programme.proceed(self.studio, STUDIO_ESTABLISHMENT)

    async def post(self, what: str, headers: dict[str, str], **body: Any) -> httpx2.Response:
        """Do something with the studio."""
        return await self.programme.call("POST", f"/studios/{self.studio}/{what}", headers, body)

    async def life(self, headers: dict[str, str] | None = None) -> Any:
        """The studio's life as the city sees it."""
        return await self.programme.ok("GET", f"/studios/{self.studio}/life", headers or self.programme.city)

    async def recruiting(self) -> None:
        """All the way to where members are taken in."""
        assert (await self.send()).is_success
        assert isinstance(await self.decide("qualification", "approve"), Stands)
        assert (await self.post("dispatch", self.programme.city, county=WENCHENG)).is_success
        proposed = await self.post("base-school", self.personnel, school_id=str(self.programme.school), reason="")
        assert proposed.is_success, proposed.text
        assert isinstance(await self.decide("base_confirmation", "approve"), Stands)
        assert (await self.proceed()).state == "RECRUITING"

    async def members(self, count: int) -> None:
        """Put so many members in, as admissions would have left them."""
        sql = """
            WITH people AS (SELECT gen_random_uuid() AS id FROM generate_series(1, :count)),
            sent AS (
                INSERT INTO applications (id, applicant_id, state, state_since, version, revision)
                SELECT gen_random_uuid(), id, 'ADMITTED', now(), 1, 1 FROM people RETURNING id, applicant_id)
            INSERT INTO memberships
                (id, application_id, trainee_id, studio_id, cycle, school_id, state, decision_id, admitted_at)
            SELECT gen_random_uuid(), id, applicant_id, :studio, 'first', :school, 'ACTIVE', gen_random_uuid(), now()
            FROM sent
        """
        async with self.programme.service.database.transaction() as transaction:
            await transaction.execute(
                text(sql), {"count": count, "studio": self.studio, "school": self.programme.school}
            )

    async def window(self) -> None:
        """Have the host publish a window."""
        host = self.programme.person(self.host)
        await self.programme.ok(
            "PUT", f"/studios/{self.studio}/window", host, {"text": "欢迎各位老师。", "base_version": 0}
        )
        await self.programme.ok("POST", f"/studios/{self.studio}/window/publish", host)


def fields(answer: Any) -> set[str]:
    """The fields a refusal is about."""
    assert answer.status_code == 422, answer.text
    return {error["field"] for error in answer.json()["errors"]}
