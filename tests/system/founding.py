"""A studio founded in the world of a test: its host, the school that nominates, and everybody asked on the way."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chassis.ids import uuid7
from tests.patience import Patience
from tests.system.world import Person, World

DISTRICT = "330302"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@dataclass
class Founding:
    """Takes one nomination as far as a test needs it."""

    world: World
    studio: UUID = field(default_factory=uuid7)
    base_schools: list[UUID] = field(default_factory=lambda: [uuid7(), uuid7()])

    def __post_init__(self) -> None:
        self.host = self.world.somebody("夏知远")
        self.head = self.world.somebody("钱校长")
        self.personnel = self.world.somebody("文成政工")
        self.heads_of_bases = [self.world.somebody("甲校长"), self.world.somebody("乙校长")]

    async def load(self) -> None:
        """Schools, people, offices."""
        world, host_school = self.world, uuid7()
        names = {host_school: "城南小学", self.base_schools[0]: "珊溪小学", self.base_schools[1]: "玉壶小学"}
        await world.add_schools({host_school: (names[host_school], DISTRICT)} | {
            school: (names[school], world.county) for school in self.base_schools
        })  # fmt: skip
        heads = dict(zip(self.heads_of_bases, self.base_schools, strict=True))
        await world.add_people({self.host: host_school, self.head: host_school, self.personnel: None} | heads)
        held = [(self.head, "fund_custodian_school", str(host_school))]
        held += [(self.personnel, "county_personnel_section", world.county)]
        held += [(head, "trainee_school", str(school)) for head, school in heads.items()]
        await world.add_offices(held)
        await asyncio.gather(*(world.sign_in(person) for person in (self.host, *(person for person, _, _ in held))))

    async def nominate(self, seconds: float = 30) -> Any:
        """Hand in the certificate and the nomination; what is known of the host may still be on its way."""
        file = await self.world.call(
            "POST", f"/api/enrollment/nominations/{self.studio}/files", self.head,
            files={"file": ("证书.png", PNG, "image/png")},
        )  # fmt: skip
        body = {
            "name": "温州市夏知远“名师送教”工作室", "county": self.world.county, "school_level": "小学", "track": "教师",
            "subject": "数学", "host_id": str(self.host.id), "title_name": "省特级教师", "title_level": "provincial",
            "file_ids": [file["file_id"]],
        }  # fmt: skip
        return await self.world.once_known(
            lambda: self.world.call("PUT", f"/api/enrollment/nominations/{self.studio}", self.head, json=body), seconds
        )

    async def do(self, what: str, by: Person, **body: Any) -> Any:
        """One of the deeds at the studio."""
        return await self.world.call("POST", f"/api/enrollment/studios/{self.studio}/{what}", by, json=body)

    async def life(self) -> Any:
        """As the city sees it."""
        return await self.world.call("GET", f"/api/enrollment/studios/{self.studio}/life", self.world.municipal_clerk)

    async def until(self, state: str, seconds: float = 60) -> Any:
        """Wait until the studio is in a state."""
        patience = Patience()
        async with asyncio.timeout(seconds):
            while (found := await self.life())["state"] != state:
                await patience.pause()
        return found

    async def until_shown(self, state: str, seconds: float = 30) -> Any:
        """Wait until approvals shows the case in a state: it hears of it a moment after the owner's row has changed."""
        path = f"/api/approvals/cases/{self.studio}"
        patience = Patience()
        async with asyncio.timeout(seconds):
            while (found := await self.world.call("GET", path, self.world.municipal_clerk))["state"] != state:
                await patience.pause()
        return found

    async def decide(self, stage: str, by: Person, verb: str = "approve", turn: int = 1) -> None:
        """Wait for the task and decide it."""
        patience = Patience()
        async with asyncio.timeout(30):
            while (task := await self.world.task(self.studio, stage, by))["turn"] != turn:
                await patience.pause()
        await self.world.decide(task, verb, by)

    async def window(self) -> None:
        """The host publishes a window."""
        path = f"/api/enrollment/studios/{self.studio}/window"
        await self.world.call("PUT", path, self.host, json={"text": "欢迎各位老师。", "base_version": 0})
        await self.world.call("POST", f"{path}/publish", self.host)

    async def recruiting(self) -> None:
        """All the way to where members are taken in, past a school that declines."""
        world = self.world
        await self.nominate()
        await self.decide("qualification", world.municipal_clerk)
        await self.until("QUALIFIED")
        await world.task(self.studio, "dispatch", world.municipal_clerk)
        await self.do("dispatch", world.municipal_clerk, county=world.county)
        await world.task(self.studio, "base_proposal", self.personnel)
        await self.do("base-school", self.personnel, school_id=str(self.base_schools[0]))
        await self.decide("base_confirmation", self.heads_of_bases[0], "reject")
        await self.until("BASE_DECLINED")
        await self.do("base-school", self.personnel, school_id=str(self.base_schools[1]))
        await self.decide("base_confirmation", self.heads_of_bases[1], turn=2)
        await self.until("RECRUITING")

    async def admit(self, how_many: int) -> None:
        """So many teachers apply to the new studio and are admitted."""
        world = self.world
        round_ = await world.open_round([self.studio])
        for _ in range(how_many):
            await world.newcomer()
            application, version = await world.draft(
                world.trainees[0], studio_id=str(self.studio), round_id=str(round_)
            )
            await world.submit(world.trainees[0], application, version)
            await world.admit(application)
