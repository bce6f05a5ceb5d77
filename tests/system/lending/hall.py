"""The people of the house, and what they do with a loan, by the public API."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2

from chassis.ids import uuid7
from tests.patience import Patience
from tests.system.lending.caretaker.loan import COUNTY
from tests.system.lending.kinds import HALL_LOAN, OWNER
from tests.system.world import Person, RefusedError, World

WHOLE = ("countersign", "any_sign", "appraisal", "handover")
COUNTY_NAME = "文成县"
PURPOSE = "校友合唱排练"
SECONDS = 60


class Hall:
    """Who asks, who decides at which seat, and the way to the services; `owned` is where the owner is reached."""

    def __init__(self, client: httpx2.AsyncClient, owned: httpx2.AsyncClient, administrator: Person) -> None:
        self.world = World(client, administrator, COUNTY)
        self.at_owner = World(owned, administrator, COUNTY)
        somebody = self.world.somebody
        self.asker = somebody("叶知秋·𠮷")
        self.office, self.personnel = somebody("孙县办"), somebody("李政工")
        self.training, self.lead = somebody("周研训"), somebody("吴团长")
        self.stage_lead, self.municipal = somebody("郑学段"), somebody("王市办")
        # Nobody decides at two stages of one case.
        self.second_clerk, self.second_lead = somebody("褚县办"), somebody("卫团长")
        # Where a seat is put before another office, this one has it.
        self.custodian = somebody("冯代管")
        self.seats = {
            ("countersign", 0): self.office, ("countersign", 1): self.personnel,
            ("any_sign", 0): self.training, ("any_sign", 1): self.lead,
            ("appraisal", 0): self.second_lead, ("appraisal", 1): self.stage_lead,
            ("inspection", 0): self.second_clerk, ("handover", 0): self.municipal,
        }  # fmt: skip

    async def load(self) -> None:
        """Everybody, with the offices they hold."""
        await self.world.sign_in(self.world.administrator)
        listed = {"code": COUNTY, "name": COUNTY_NAME, "listed_from": "2021-10-29T00:00:00+08:00", "listed_until": None}
        parts = {"counties": [listed], "schools": [], "people": [], "assignments": []}
        await self.world.call("PUT", f"/api/directory/imports/{uuid7()}", self.world.administrator, json=parts)
        held = [
            (self.office, "county_office", COUNTY), (self.personnel, "county_personnel_section", COUNTY),
            (self.training, "county_training_dept", COUNTY), (self.lead, "county_lead", COUNTY),
            (self.stage_lead, "stage_lead", COUNTY), (self.municipal, "municipal_office", "city"),
            (self.custodian, "chief_lead", "city"), (self.second_clerk, "county_office", COUNTY),
            (self.second_lead, "county_lead", COUNTY),
        ]  # fmt: skip
        everybody = [self.asker, *(person for person, _, _ in held)]
        await self.world.add_people(dict.fromkeys(everybody))
        await self.world.add_offices(held)
        await asyncio.gather(*map(self.world.sign_in, everybody))

    async def ask(self, *stages: str, kind: str = HALL_LOAN.name, purpose: str = PURPOSE) -> "Loan":
        """Ask for the hall, or for a key to it."""
        return await self.ask_for(Loan(self, uuid7()), *stages, kind=kind, purpose=purpose)

    async def ask_for(self, case: "Loan", *stages: str, kind: str = HALL_LOAN.name, purpose: str = PURPOSE) -> "Loan":
        """The same as this case."""
        body = {
            "kind": kind, "purpose": purpose, "contact": "陶渊·𠮷", "day": "2026-12-24", "deposit": 123456,
            "drawing": "座位图·一层.pdf", "stages": stages or WHOLE,
        }  # fmt: skip
        await self.at_owner.call("PUT", f"/api/{OWNER}/loans/{case.id}", self.asker, json=body)
        return case


@dataclass(eq=False)
class Loan:
    """One case."""

    hall: Hall
    id: UUID
    said: dict[tuple[str, int, int], dict[str, Any]] = field(default_factory=dict)

    async def shown(self, by: Person | None = None) -> Any:
        """As approvals shows it; None as long as nothing of it has come there."""
        try:
            return await self.hall.world.call("GET", f"/api/approvals/cases/{self.id}", by or self.hall.asker)
        except RefusedError as refusal:
            if refusal.status != 404:
                raise
            return None

    async def row(self) -> Any:
        """As the owner's row has it."""
        return await self.hall.at_owner.call("GET", f"/api/{OWNER}/loans/{self.id}", self.hall.asker)

    async def until(self, look: Callable[[], Awaitable[Any]], seconds: float = SECONDS) -> Any:
        """Look until something is there."""
        patience = Patience()
        async with asyncio.timeout(seconds):
            while not (found := await look()):
                await patience.pause()
        return found

    async def task(self, stage: str, seat: int = 0, turn: int = 1, seconds: float = SECONDS) -> Any:
        """Wait until the seat has the case, and give its task."""

        async def look() -> Any:
            tasks = (await self.shown() or {"open_tasks": []})["open_tasks"]
            place = (stage, seat, turn)
            return next((task for task in tasks if (task["stage"], task["seat"], task["turn"]) == place), None)

        return await self.until(look, seconds)

    async def is_closed(self, task: Any) -> None:
        """Wait until a task is no longer to be decided."""
        path, by = f"/api/approvals/tasks/{task['task_id']}", self.hall.seats[task["stage"], task["seat"]]

        async def look() -> bool:
            return bool((await self.hall.world.call("GET", path, by))["state"] != "OPEN")

        await self.until(look)

    async def decide(self, stage: str, seat: int = 0, verb: str = "approve", turn: int = 1) -> Any:
        """Wait for the seat's task and decide it."""
        return await self.say(await self.task(stage, seat, turn), verb)

    async def say(self, task: Any, verb: str = "approve", by: Person | None = None) -> Any:
        """Decide this task."""
        stage, seat = task["stage"], task["seat"]
        decided = await self.hall.world.decide(task, verb, by or self.hall.seats[stage, seat], opinion=words(verb))
        self.said[stage, seat, task["turn"]] = decided
        return decided

    async def withdraw(self) -> None:
        """Take it back."""
        await self.hall.at_owner.call("POST", f"/api/{OWNER}/loans/{self.id}/withdraw", self.hall.asker)

    async def put_before(self, stage: str, seat: int, role: str, scope: str) -> None:
        """Another office has the seat from now on."""
        body = {"stage": stage, "seat": seat, "role": role, "scope": scope}
        await self.hall.at_owner.call("POST", f"/api/{OWNER}/loans/{self.id}/office", self.hall.asker, json=body)

    async def until_state(self, state: str) -> Any:
        """Wait until the owner's row is in a state, and approvals shows it there; gives what it shows."""

        async def look() -> Any:
            shown = await self.shown()
            return shown if shown and shown["state"] == state and (await self.row())["state"] == state else None

        return await self.until(look)

    async def until_overtaken(self, how_many: int = 1) -> None:
        """Wait until the log says of so many decisions that they came second."""

        async def look() -> bool:
            return [entry["verb"] for entry in (await self.shown())["log"]].count("overtaken") == how_many

        await self.until(look)

    async def went_once(self, *taken: tuple[str, int, str], overtaken: int = 0, decided: int | None = None) -> None:
        """The owner has taken over exactly these, the log has each decision once, and nothing is left open."""
        row, shown = await self.row(), await self.shown()
        assert sorted((one["stage"], one["seat"], one["verb"]) for one in row["taken"]) == sorted(taken)
        ids = [one["decision_id"] for one in row["taken"]]
        assert len(set(ids)) == len(ids)
        log = shown["log"]
        assert len([entry for entry in log if entry["decision"]]) == (decided or len(taken) + overtaken)
        assert [entry["verb"] for entry in log].count("overtaken") == overtaken
        assert [entry["verb"] for entry in log].count("ask") == 1
        assert shown["open_tasks"] == []
        opened = [(entry["stage"], entry["seat"], entry["turn"]) for entry in log if entry["verb"] == "open"]
        assert len(set(opened)) == len(opened), opened


def words(verb: str) -> str:
    """An opinion long enough for any verb."""
    return {"approve": "场地空闲，同意。"}.get(verb, "当天另有安排，请改日再来。")
