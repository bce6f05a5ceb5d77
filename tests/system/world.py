"""A small programme and its people, loaded and driven through the public API as they would do it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from argon2 import PasswordHasher

from chassis import clock
from chassis.ids import uuid7
from tests.patience import Patience

PASSWORD = "songjiao-test-2021"
# One hash for everybody: hashing is slow on purpose, and so is checking.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)

COUNTIES = {"330324": "永嘉县", "330326": "平阳县", "330327": "苍南县", "330328": "文成县", "330329": "泰顺县"}
COUNTY, OTHER_COUNTY = "330328", "330329"

# Everybody applies to the one studio there is.
MOST_MEMBERS = 1000

STEPS = ("school", "county", "municipal")


@dataclass(eq=False)
class Person:
    """Somebody with an account."""

    name: str
    login: str
    id: UUID = field(default_factory=uuid7)
    headers: dict[str, str] = field(default_factory=dict)


class RefusedError(AssertionError):
    """A request was answered with a problem."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__(f"{response.request.method} {response.request.url} {response.status_code}: {response.text}")
        self.status = response.status_code
        self.problem: dict[str, Any] = response.json() if response.content else {}


class World:
    """A county with a school, a studio, a round, and everybody who acts. Each world is apart from every other."""

    def __init__(self, client: httpx2.AsyncClient, administrator: Person, county: str = COUNTY) -> None:
        self.client = client
        self.county = county
        self.administrator = administrator
        self._tag = uuid7().hex[-8:]
        self.school, self.host_school, self.other_school = uuid7(), uuid7(), uuid7()
        self.studio, self.round = uuid7(), uuid7()
        self.principal = self._person("钱校长")
        self.county_clerk, self.second_county_clerk = self._person("孙县办"), self._person("李县办")
        self.municipal_clerk, self.second_municipal_clerk = self._person("周市办"), self._person("吴市办")
        self.host = self._person("林晓岚")
        self.foreign_clerk = self._person("郑泰顺")
        self.trainees: list[Person] = []
        self.offices = {
            "school": (self.principal, f"trainee_school:{self.school}"),
            "county": (self.county_clerk, f"county_office:{county}"),
            "municipal": (self.municipal_clerk, "municipal_office:city"),
        }

    def _person(self, name: str) -> Person:
        return Person(name, f"{uuid7().hex[-12:]}")

    async def call(self, method: str, path: str, by: Person, *, json: Any = None, **rest: Any) -> Any:
        """One request as somebody; raises RefusedError for anything but success."""
        response = await self.client.request(method, path, json=json, headers=by.headers, **rest)
        if response.status_code == httpx2.codes.UNAUTHORIZED:
            await self.sign_in(by)
            response = await self.client.request(method, path, json=json, headers=by.headers, **rest)
        if response.is_error:
            raise RefusedError(response)
        return response.json() if response.content else None

    async def load(self, trainees: int = 1) -> None:
        """Organisations, people, studio and an open round."""
        self.trainees = [self._person(f"学员{number}·𠮷") for number in range(trainees)]
        holders = [
            (self.principal, "trainee_school", str(self.school)),
            (self.county_clerk, "county_office", self.county),
            (self.second_county_clerk, "county_office", self.county),
            (self.municipal_clerk, "municipal_office", "city"),
            (self.second_municipal_clerk, "municipal_office", "city"),
            (self.foreign_clerk, "county_office", OTHER_COUNTY),
        ]
        people = [holder for holder, _, _ in holders] + [self.host, *self.trainees]
        await self._import(counties=self._counties(), schools=self._schools())
        for start in range(0, len(people), 400):
            await self._import(people=[self._row(person) for person in people[start : start + 400]])
        await self._import(assignments=[self._assignment(*holder) for holder in holders])
        await asyncio.gather(*(self.sign_in(person) for person in people))
        await self._open()

    async def newcomer(self) -> None:
        """Another trainee, who is from now on the first."""
        person = self._person("学员新·𠮷")
        self.trainees.insert(0, person)
        await self._import(people=[self._row(person)])
        await self.sign_in(person)

    async def _import(self, **parts: Any) -> None:
        everything = {"counties": [], "schools": [], "people": [], "assignments": []} | parts
        await self.call("PUT", f"/api/directory/imports/{uuid7()}", self.administrator, json=everything)

    def somebody(self, name: str) -> Person:
        """A person of this world, not known to anybody yet."""
        return self._person(name)

    async def add_schools(self, schools: dict[UUID, tuple[str, str]]) -> None:
        """More schools, by name and county."""
        rows = [
            {"id": str(id_), "name": f"{name}{self._tag}", "county": county, "school_levels": ["小学"]}
            for id_, (name, county) in schools.items()
        ]
        await self._import(schools=rows)

    async def add_people(self, people: dict[Person, UUID | None]) -> None:
        """More people, with the schools they work at."""
        rows = [self._row(person) | {"school_id": str(school) if school else None} for person, school in people.items()]
        await self._import(people=rows)

    async def add_offices(self, held: list[tuple[Person, str, str]], until: datetime | None = None) -> None:
        """More holders of offices: person, role, scope."""
        await self._import(assignments=[self._assignment(*holder, until) for holder in held])

    async def once_known(self, ask: Callable[[], Awaitable[Any]], seconds: float = 30) -> Any:
        """Ask until what the directory told has arrived everywhere."""
        patience = Patience()
        async with asyncio.timeout(seconds):
            while True:
                try:
                    return await ask()
                except RefusedError as refusal:
                    if refusal.problem.get("code") not in ("not_arrived", "unknown", "not_found"):
                        raise
                await patience.pause()

    def _counties(self) -> list[dict[str, Any]]:
        return [
            {"code": code, "name": name, "listed_from": "2021-10-29T00:00:00+08:00", "listed_until": None}
            for code, name in COUNTIES.items()
        ]

    def _schools(self) -> list[dict[str, Any]]:
        schools = ((self.school, "云溪实验小学", self.county), (self.host_school, "江滨实验小学", "330302"),
                   (self.other_school, "雅阳小学", OTHER_COUNTY))  # fmt: skip
        return [
            {"id": str(id_), "name": f"{name}{self._tag}", "county": county, "school_levels": ["小学"]}
            for id_, name, county in schools
        ]

    def _row(self, person: Person) -> dict[str, Any]:
        school = self.school if person in self.trainees or person is self.principal else None
        return {
            "id": str(person.id), "name": person.name, "phone": "19000000000", "login": person.login,
            "school_id": str(school) if school else None, "password_hash": PASSWORD_HASH,
        }  # fmt: skip

    def _assignment(self, person: Person, role: str, scope: str, until: datetime | None = None) -> dict[str, Any]:
        return {
            "id": str(uuid7()), "person_id": str(person.id), "role": role, "scope": scope,
            "office_name": {"trainee_school": "云溪实验小学", "municipal_office": "市名师办"}.get(role, "县名师办"),
            "valid_from": "2021-10-29T00:00:00+08:00", "valid_until": until and until.isoformat(),
        }  # fmt: skip

    async def sign_in(self, person: Person) -> None:
        """Get an access token with the password."""
        form = {"grant_type": "password", "username": person.login, "password": PASSWORD}
        response = await self.client.post("/api/directory/token", data=form)
        if response.is_error:
            raise RefusedError(response)
        person.headers = {"Authorization": f"Bearer {response.json()['access_token']}"}

    async def _open(self) -> None:
        await self.add_studios({self.studio: self.host})
        await self.open_round([self.studio], self.round)

    async def add_studios(self, hosts: dict[UUID, Person]) -> None:
        """Studios of this county, with their hosts."""
        rows = [
            {
                "id": str(studio), "name": f"{host.name}“名师送教”工作室", "county": self.county, "school_level": "小学",
                "track": "教师", "subject": "语文", "host_id": str(host.id), "host_name": host.name,
                "host_school_name": "江滨实验小学", "host_titles": ["温州市名教师"],
                "base_school_id": str(self.school), "base_school_name": "云溪实验小学", "soft_cap": MOST_MEMBERS,
            }
            for studio, host in hosts.items()
        ]  # fmt: skip
        await self.call("PUT", "/api/enrollment/studios/import", self.municipal_clerk, json={"studios": rows})

    async def open_round(self, studios: list[UUID], round_id: UUID | None = None) -> UUID:
        """A round for these studios."""
        round_id, now = round_id or uuid7(), clock.business()
        body = {
            "name": f"第一轮招收{self._tag}", "opens_at": (now - timedelta(minutes=1)).isoformat(),
            "closes_at": (now + timedelta(days=60)).isoformat(), "studio_ids": [str(studio) for studio in studios],
        }  # fmt: skip
        await self.call("PUT", f"/api/enrollment/rounds/{round_id}", self.municipal_clerk, json=body)
        return round_id

    async def draft(self, trainee: Person, application: UUID | None = None, **changed: Any) -> tuple[UUID, int]:
        """Save a draft; its id and version."""
        application = application or uuid7()
        content = {
            "round_id": str(self.round), "studio_id": str(self.studio), "post": "语文教师", "title": "一级教师",
            "phone": "19000000001", "motivation": "希望跟随名师改进课堂教学，研究作业设计。", "base_version": 0,
        } | changed  # fmt: skip
        saved = await self.call("PUT", f"/api/enrollment/applications/{application}", trainee, json=content)
        return application, saved["version"]

    async def submit(self, trainee: Person, application: UUID, version: int, seconds: float = 30) -> Any:
        """Send a draft, or a corrected revision; a newcomer's data may still be on their way to enrollment."""
        path = f"/api/enrollment/applications/{application}/submit"
        patience = Patience()
        async with asyncio.timeout(seconds):
            while True:
                try:
                    return await self.call("POST", path, trainee, json={"version": version})
                except RefusedError as refusal:
                    if refusal.problem.get("code") != "not_arrived":
                        raise
                await patience.pause()

    async def apply(self, trainee: Person | None = None) -> UUID:
        """Draft and submit."""
        trainee = trainee or self.trainees[0]
        application, version = await self.draft(trainee)
        await self.submit(trainee, application, version)
        return application

    async def application(self, application: UUID, by: Person | None = None) -> Any:
        """The application as somebody sees it."""
        return await self.call("GET", f"/api/enrollment/applications/{application}", by or self.municipal_clerk)

    async def until_state(self, application: UUID, state: str, seconds: float = 30) -> Any:
        """Wait until the application is in a state."""
        patience = Patience()
        async with asyncio.timeout(seconds):
            while (found := await self.application(application))["state"] != state:
                await patience.pause()
        return found

    async def task(self, application: UUID, stage: str, by: Person | None = None, seconds: float = 30) -> Any:
        """Wait until a stage's task is open, and give it."""
        by = by or self.offices[stage][0]
        patience = Patience()
        async with asyncio.timeout(seconds):
            while True:
                try:
                    case = await self.call("GET", f"/api/approvals/cases/{application}", by)
                    for task in case["open_tasks"]:
                        if task["stage"] == stage:
                            return task
                except RefusedError as refusal:
                    if refusal.status != 404:
                        raise
                await patience.pause()

    async def until_closed(self, task_id: str, seconds: float = 30) -> None:
        """Wait until a task is no longer to be decided."""
        patience = Patience()
        async with asyncio.timeout(seconds):
            while (await self.call("GET", f"/api/approvals/tasks/{task_id}", self.municipal_clerk))["state"] == "OPEN":
                await patience.pause()

    async def decide(self, task: Any, verb: str = "approve", by: Person | None = None, **changed: Any) -> Any:
        """Decide a task as its office would."""
        by = by or self.offices[task["stage"]][0]
        body = {
            "verb": verb, "opinion": "同意推荐。" if verb == "approve" else "请补充教研成果。",
            "attestations": task["attestations"] if verb == "approve" else [],
            "revision": task["revision"], "content_hash": task["content_hash"],
        } | changed  # fmt: skip
        return await self.call("POST", f"/api/approvals/tasks/{task['task_id']}/decision", by, json=body)

    async def pass_stage(self, application: UUID, stage: str, verb: str = "approve") -> Any:
        """Wait for a stage's task and decide it."""
        return await self.decide(await self.task(application, stage), verb)

    async def admit(self, application: UUID) -> None:
        """Take it through all three stages."""
        for stage in STEPS:
            await self.pass_stage(application, stage)
        await self.until_state(application, "ADMITTED")
