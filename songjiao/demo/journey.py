"""An application's way, step by step, each taken by the person whose turn it is, through the public HTTP API."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.cases import task_id
from contracts.offices import CITY, Role
from services.enrollment.domain.words import ApplicationState, Level
from songjiao.demo.cases import Step
from songjiao.demo.checks import ENDED, outcome
from songjiao.demo.programme import Programme
from songjiao.demo.records import Studio
from songjiao.loading.client import NotDoneError, People, Person, RefusedError, until

ENROLLMENT = "/api/enrollment"
APPROVALS = "/api/approvals"
CONFLICT = 409

type Application = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """What an applicant fills in."""

    id: UUID
    round_id: UUID
    applicant: str
    studio: Studio
    motivation: str
    post: str
    title: str
    phone: str

    def draft(self, motivation: str, version: int) -> dict[str, Any]:
        """The body that saves the draft over the version named."""
        return {
            "round_id": str(self.round_id),
            "studio_id": str(self.studio.id),
            "motivation": motivation,
            "post": self.post,
            "title": self.title,
            "phone": self.phone,
            "base_version": version,
        }


class Desks:
    """Who decides at which level: the offices' clerks take turns, a principal's own application goes to the county."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._holders: dict[str, list[str]] = {}
        for holder in programme.people.office_holders:
            for office in holder.offices:
                self._holders.setdefault(office.key, []).append(holder.login)

    def decider(self, level: Level, form: Form) -> str:
        """The login of the person who decides this application at this level."""
        match level:
            case "school" if form.applicant not in self._programme.led_school:
                return self._programme.school[self._programme.teacher[form.applicant].school].principal_login
            case "school":
                return self._clerk(Role.COUNTY_PERSONNEL_SECTION, form.studio.county, form)
            case "county":
                return self._clerk(Role.COUNTY_OFFICE, form.studio.county, form)
            case "municipal":
                return self._clerk(Role.MUNICIPAL_OFFICE, CITY, form)

    def holders(self, role: Role, scope: str) -> list[str]:
        """The logins of those who hold an office."""
        return self._holders[f"{role}:{scope}"]

    def _clerk(self, role: Role, scope: str, form: Form) -> str:
        clerks = self.holders(role, scope)
        return clerks[form.id.int % len(clerks)]


class Journey:
    """Takes one application along its steps, from wherever it stands."""

    def __init__(self, people: People, desks: Desks, form: Form, steps: tuple[Step, ...]) -> None:
        self._people = people
        self._desks = desks
        self._form = form
        self._steps = steps
        self._address = f"{ENROLLMENT}/applications/{form.id}"

    async def travel(self) -> Application:
        """Take the steps that are left and wait until the last has had its effect. Returns the application as it stands."""
        application = await self._application()
        taken = await self._steps_taken(application)
        # Somebody else may have gone on with it since; then it is theirs.
        if application and (application["state"] in ENDED or taken > len(self._steps)):
            return application
        if application is None:
            await self._save(self._form.motivation, 0)
        for number in range(taken, len(self._steps)):
            await self._take_once(number)
        return await self.reach(outcome(self._steps))

    async def reach(self, state: ApplicationState | None) -> Application:
        """Wait until the application stands in a state, and return it; raises NotDoneError."""
        return await until(lambda: self._standing(state), f"{self._form.applicant} {state}")

    async def _take_once(self, number: int) -> None:
        try:
            await self._take(number)
        except RefusedError as refused:
            # An answer may get lost and the step be taken all the same; it is then refused the second time.
            if refused.status != CONFLICT or await self._steps_taken(await self._application()) <= number:
                raise

    async def _take(self, number: int) -> None:
        step = self._steps[number]
        if step.level:
            await self._decide(number, step.level, step)
            return
        application = await self.reach(outcome(self._steps[:number]))
        if step.verb == "withdraw":
            await self._applicant.post(f"{self._address}/withdraw", {"reason": step.text})
            return
        version = application["version"]
        if step.verb == "resubmit":
            version = await self._save(step.text, version)
        await self._applicant.post(f"{self._address}/submit", {"version": version})

    async def _decide(self, number: int, level: Level, step: Step) -> None:
        decider = self._people[self._desks.decider(level, self._form)]
        round_ = 1 + sum(earlier.level == level for earlier in self._steps[:number])
        address = f"{APPROVALS}/tasks/{task_id(self._form.id, level, round_)}"

        async def decide() -> dict[str, Any] | None:
            task = await decider.find(address)
            try:
                return task and await decider.post(f"{address}/decision", _decision(task, step))
            except RefusedError as refused:
                # Just after a resubmission the task may be there before the revision it is about.
                if refused.code != "stale_revision":
                    raise
                return None

        await until(decide, f"{self._form.applicant} → {decider.login}")

    async def _save(self, motivation: str, version: int) -> int:
        saved = await self._applicant.put(self._address, self._form.draft(motivation, version))
        return int(saved["version"])

    async def _steps_taken(self, application: Application | None) -> int:
        """Submissions and withdrawal stand with the application, decisions in the case's log."""
        if application is None or application["state"] == "DRAFT":
            return 0
        case = await self._applicant.find(f"{APPROVALS}/cases/{self._form.id}")
        decisions = [
            entry for entry in (case["log"] if case else ()) if entry["verb"] in ("approve", "return", "reject")
        ]
        submissions = len(application["revisions"])
        return submissions + len(decisions) + int(application["state"] == "WITHDRAWN")

    async def _standing(self, state: ApplicationState | None) -> Application | None:
        application = await self._application()
        return application if application and application["state"] == state else None

    async def _application(self) -> Application | None:
        found: Application | None = await self._applicant.find(self._address)
        return found

    @property
    def _applicant(self) -> Person:
        return self._people[self._form.applicant]


def _decision(task: dict[str, Any], step: Step) -> dict[str, Any]:
    return {
        "verb": step.verb,
        "opinion": step.text,
        "attestations": task["attestations"] if step.verb == "approve" else (),
        "revision": task["revision"],
        "content_hash": task["content_hash"],
    }


async def travel_all(journeys: Iterable[Journey], at_once: int, arrived: Callable[[Application], None]) -> None:
    """Take all applications along, so many at a time, telling of each as it gets there; raises the first NotDoneError."""
    waiting = iter(journeys)

    async def take_one_after_another() -> None:
        for journey in waiting:
            arrived(await journey.travel())

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(take_one_after_another())
    except* NotDoneError as several:
        failed = several
    else:
        return
    raise failed.exceptions[0]
