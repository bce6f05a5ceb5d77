"""Takes a nomination as far as its file says: each step by whoever would take it, through the API."""

from collections.abc import Awaitable, Callable
from typing import Any

from contracts.cases import task_id
from contracts.offices import CITY, Role
from songjiao.demo.journey import APPROVALS, ENROLLMENT, Desks
from songjiao.demo.programme import Programme
from songjiao.demo.reading import DATA
from songjiao.demo.records import Nomination
from songjiao.loading.client import People, RefusedError, until

CERTIFICATE = DATA / "certificate.png"


class Nominating:
    """One nomination, from wherever it stands."""

    def __init__(self, people: People, programme: Programme, nomination: Nomination) -> None:
        desks = Desks(programme)
        self._programme = programme
        self._nomination = nomination
        self._city = people[desks.holders(Role.MUNICIPAL_OFFICE, CITY)[0]]
        self._personnel = people[desks.holders(Role.COUNTY_PERSONNEL_SECTION, nomination.county)[0]]
        candidate = programme.candidate[nomination.host]
        self._head = people[programme.school[candidate.school].principal_login]
        self._candidate = candidate
        self._studio = f"{ENROLLMENT}/studios/{nomination.id}"
        self._steps: dict[str, Callable[[], Awaitable[Any]]] = {
            "": self._nominate,
            "NOMINATED": self._qualify,
            "QUALIFIED": self._dispatch,
            "DISPATCHED": self._propose,
        }

    async def travel(self) -> None:
        """Go on until it has come as far as it should; raises NotDoneError."""
        while (state := await self._state()) != self._nomination.reaches and state in self._steps:
            await self._steps[state]()
            await until(lambda before=state: self._left(before), f"{self._nomination.code}: {state}")  # type: ignore[misc]

    async def _state(self) -> str:
        found = await self._city.find(f"{self._studio}/life")
        return str(found["state"]) if found else ""

    async def _left(self, before: str) -> str | None:
        state = await self._state()
        return state if state != before else None

    async def _nominate(self) -> None:
        address = f"{ENROLLMENT}/nominations/{self._nomination.id}"
        content = CERTIFICATE.read_bytes()
        paper = await self._head.hand_in(f"{address}/files", "证书.png", content, "image/png")
        body = {
            "name": f"温州市{self._candidate.name}“名师送教”工作室",
            "county": self._nomination.county,
            "school_level": self._nomination.stage,
            "track": self._nomination.track,
            "subject": self._nomination.subject,
            "host_id": str(self._candidate.id),
            "title_name": self._nomination.title,
            "title_level": self._nomination.level,
            "file_ids": [paper["file_id"]],
        }

        async def put() -> dict[str, Any] | None:
            try:
                return await self._head.put(address, body)  # type: ignore[no-any-return]
            except RefusedError as refused:
                # What the directory told of the candidate may still be on its way.
                if refused.code != "unknown":
                    raise
                return None

        await until(put, f"{self._nomination.code}: {self._candidate.login}")

    async def _qualify(self) -> None:
        address = f"{APPROVALS}/tasks/{task_id(self._nomination.id, 'qualification', 1)}"
        task = await until(lambda: self._city.find(address), f"{self._nomination.code}: qualification")
        decision = {"verb": "approve", "opinion": "符合第三条规定的主持人条件。", "attestations": []}
        revision = {"revision": task["revision"], "content_hash": task["content_hash"]}
        await self._city.post(f"{address}/decision", decision | revision)

    async def _dispatch(self) -> None:
        await self._city.post(f"{self._studio}/dispatch", {"county": self._nomination.county})

    async def _propose(self) -> None:
        school = self._programme.school[self._nomination.base_school or ""]
        body = {"school_id": str(school.id), "reason": "教研氛围好，场地齐备。"}
        await self._personnel.post(f"{self._studio}/base-school", body)


async def nominate_all(people: People, programme: Programme, arrived: Callable[[], None]) -> None:
    """Every nomination of the file, one after another, telling of each as it gets there."""
    for nomination in programme.nominations.nominations:
        await Nominating(people, programme, nomination).travel()
        arrived()
