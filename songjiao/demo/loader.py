"""Loads the demonstration as an administrator, the municipal office and the people themselves would: through the API."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.offices import CITY, Role
from contracts.rules import VERSION_1
from songjiao.demo.cases import Round, Scenario
from songjiao.demo.journey import ENROLLMENT, Application, Desks, Form, Journey, travel_all
from songjiao.demo.nominating import nominate_all
from songjiao.demo.organisations import city_of, directory_calls
from songjiao.demo.programme import Programme
from songjiao.loading.client import People, people
from songjiao.loading.identity import identity
from songjiao.loading.progress import Report
from songjiao.loading.rows import studio_calls

DIRECTORY = "/api/directory"
AT_ONCE = 16


async def load(services_url: str, programme: Programme, now: datetime, report: Report) -> None:
    """Load everything, or what is missing of it; raises NotDoneError, after which it may be run again.

    `now` is the business clock's moment that the rounds' dates count from.
    """
    async with people(services_url, programme.accounts.password) as everybody:
        loader = Loader(programme, everybody, now, report)
        await loader.publish_rules()
        await loader.import_organisations()
        await loader.import_studios()
        for round_ in programme.rounds.rounds:
            await loader.open_round(round_)
        await loader.play_scenarios()
        await loader.nominate()
        await loader.close_rounds()


class Loader:
    """The parts of loading, in the order in which they need one another."""

    def __init__(self, programme: Programme, everybody: People, now: datetime, report: Report) -> None:
        self._programme = programme
        self._people = everybody
        self._now = now
        self._report = report
        self._administrator = everybody[programme.accounts.administrator]
        self._municipal = everybody[Desks(programme).holders(Role.MUNICIPAL_OFFICE, CITY)[0]]

    async def publish_rules(self) -> None:
        """Put the demonstration's rule set into force, before anybody could apply under another."""
        rules = self._programme.rules
        for known in (await self._administrator.get(f"{DIRECTORY}/rule-sets"))["items"]:
            if known["name"] == rules.name and known["effective_from"]:
                return
        whole = VERSION_1.model_dump(mode="json", exclude={"version"}) | rules.model_dump(mode="json")
        draft = await self._administrator.post(f"{DIRECTORY}/rule-sets", whole)
        effective = {"effective_from": self._now.isoformat()}
        await self._administrator.post(f"{DIRECTORY}/rule-sets/{draft['version']}/publish", effective)

    async def import_organisations(self) -> None:
        """Counties, schools, people and offices."""
        calls = list(directory_calls(self._programme))
        total, done = sum(len(call.rows) for call in calls), 0
        for call in calls:
            await self._administrator.put(f"{DIRECTORY}/imports/{_content_id(call.body)}", call.body)
            done += len(call.rows)
            self._report("organisations", done, total)

    async def import_studios(self) -> None:
        """The studios, by the municipal office."""
        for call in studio_calls(city_of(self._programme)):
            await self._municipal.put(f"{ENROLLMENT}/studios/import", call.body)
            self._report("studios", len(call.rows), len(self._programme.studios))

    async def open_round(self, round_: Round) -> None:
        """Open a round in all counties, unless it is there: its dates stay those of the first load."""
        address = f"{ENROLLMENT}/rounds/{round_.id}"
        if await self._municipal.find(address):
            return
        body = {
            "name": round_.name,
            "cycle": self._programme.rounds.cycle,
            "opens_at": (self._now + timedelta(days=round_.opens_in_days)).isoformat(),
            "closes_at": (self._now + timedelta(days=round_.closes_in_days)).isoformat(),
            "counties": [county.code for county in self._programme.counties],
        }
        await self._municipal.put(address, body)

    async def nominate(self) -> None:
        """Take every nomination as far as its file says."""
        nominations, arrived = self._programme.nominations.nominations, 0

        def report() -> None:
            nonlocal arrived
            arrived += 1
            self._report("nominations", arrived, len(nominations))

        await nominate_all(self._people, self._programme, report)

    async def play_scenarios(self) -> None:
        """Take every case as far as its steps go."""
        cases, desks = self._programme.scenarios.cases, Desks(self._programme)
        journeys = [Journey(self._people, desks, form(self._programme, case), case.steps) for case in cases]
        arrived = 0

        def report(_: Any) -> None:
            nonlocal arrived
            arrived += 1
            self._report("cases", arrived, len(journeys))

        # One goes ahead: once its teacher is known to all services, so are the offices, which were imported before.
        await travel_all(journeys[:1], AT_ONCE, report)
        await travel_all(journeys[1:], AT_ONCE, report)

    async def close_rounds(self) -> None:
        """Close the rounds that are over, and wait until what was under way in them has lapsed."""
        rounds, desks = self._programme.rounds.rounds, Desks(self._programme)
        closing = {round_.code: round_ for round_ in rounds if round_.closed_after_loading}
        for round_ in closing.values():
            await self.close_round(round_)
        for case in self._programme.scenarios.cases:
            if case.round in closing:
                await Journey(self._people, desks, form(self._programme, case), case.steps).reach(case.state)

    async def close_round(self, round_: Round) -> None:
        """Close one round, unless it is closed."""
        address = f"{ENROLLMENT}/rounds/{round_.id}"
        if not (await self._municipal.get(address))["closed_at"]:
            await self._municipal.post(f"{address}/close", {})

    async def applications(self, round_: Round) -> list[Application]:
        """Every submitted application of a round, as lists show them."""
        found: list[Application] = []
        query: dict[str, str | int] = {"round_id": str(round_.id), "limit": 200}
        while True:
            page = await self._municipal.get(f"{ENROLLMENT}/applications", **query)
            found += page["items"]
            if page["next"] is None:
                return found
            query["after"] = page["next"]


def form(programme: Programme, case: Scenario) -> Form:
    """What the applicant of a scenario fills in: a teacher's own data, or those the case names for a principal."""
    rounds = {round_.code: round_ for round_ in programme.rounds.rounds}
    teacher, led = programme.teacher.get(case.applicant), programme.led_school.get(case.applicant)
    return Form(
        id=case.application_id,
        round_id=rounds[case.round].id,
        applicant=case.applicant,
        studio=programme.studio[case.studio or (teacher.studio if teacher else "")],
        motivation=case.motivation,
        post=case.post or (teacher.post if teacher else ""),
        title=case.title or (teacher.title if teacher else ""),
        phone=teacher.phone if teacher else led.principal_phone if led else "",
    )


def _content_id(call: dict[str, Any]) -> UUID:
    content = json.dumps(call, ensure_ascii=False, sort_keys=True)
    return identity("import", hashlib.sha256(content.encode()).hexdigest())
