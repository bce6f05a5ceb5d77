"""Loads a city as an administrator would: through the API, in calls small enough, and again and again if need be."""

import asyncio
from dataclasses import dataclass, field
from itertools import batched
from typing import Any
from uuid import uuid4

from services.directory.credentials.password import hash_password
from services.directory.domain.import_run.rows import MOST_ROWS
from songjiao.loading.city import City
from songjiao.loading.client import Person as Administrator
from songjiao.loading.client import RefusedError, people
from songjiao.loading.faults import Fault, FaultyError
from songjiao.loading.forms import APPOINTMENTS, COUNTIES, PEOPLE, SCHOOLS, STUDIOS
from songjiao.loading.passwords import Passwords
from songjiao.loading.progress import Report
from songjiao.loading.rows import Call, directory_calls, studio_calls

PARTS = {
    "passwords": "密码 Passwords",
    "organisations": "机构与人员 Organisations",
    "studios": "工作室 Studios",
}
SHEET_OF = {"counties": COUNTIES, "schools": SCHOOLS, "people": PEOPLE, "assignments": APPOINTMENTS, "studios": STUDIOS}


@dataclass
class Loaded:
    """What a load has done: rows that changed something, by kind, and accounts that nobody has a password for."""

    changed: dict[str, int] = field(default_factory=dict)
    without_password: int = 0


async def load(
    services_url: str, login: str, password: str, city: City, passwords: Passwords | None, report: Report
) -> Loaded:
    """Load everything. Raises FaultyError before the first row where a login is another person's, and NotDoneError,
    after which it may be run again."""
    async with people(services_url, password) as everybody:
        return await Loader(everybody[login], city, report).load(passwords)


class Loader:
    """One load."""

    def __init__(self, administrator: Administrator, city: City, report: Report) -> None:
        self._administrator = administrator
        self._city = city
        self._report = report
        self._loaded = Loaded()

    async def load(self, passwords: Passwords | None) -> Loaded:
        """Look who is known, then send what the file says."""
        known = await self._known()
        self._refuse_taken(known)
        new = [person for person in self._city.people if _lacks_password(known.get(person.login))]
        hashes = await self._hashes(passwords.given_to(new)) if passwords else {}
        self._loaded.without_password = 0 if passwords else len(new)
        calls = list(directory_calls(self._city, hashes))
        await self._send("organisations", calls)
        await self._send("studios", list(studio_calls(self._city)))
        return self._loaded

    async def _known(self) -> dict[str, dict[str, Any]]:
        """The accounts that are there already, by login."""
        found: dict[str, dict[str, Any]] = {}
        for logins in batched((person.login for person in self._city.people), MOST_ROWS):
            answer = await self._administrator.post("/api/directory/accounts/known", {"logins": list(logins)})
            found |= {account["login"]: account for account in answer["items"]}
        return found

    def _refuse_taken(self, known: dict[str, dict[str, Any]]) -> None:
        message = "系统中已有另一个人使用这个登录名，请换一个 / somebody else has this login; choose another"
        title = PEOPLE.column("login").title
        faults = [
            Fault(PEOPLE.title, person.place, title, message)
            for person in self._city.people
            if person.login in known and known[person.login]["person_id"] != str(person.id)
        ]
        if faults:
            raise FaultyError(faults)

    async def _hashes(self, given: dict[str, str]) -> dict[str, str]:
        hashes: dict[str, str] = {}
        for login, password in given.items():
            # Slow on purpose, as guessing should be.
            hashes[login] = await asyncio.to_thread(hash_password, password)
            self._report("passwords", len(hashes), len(given))
        return hashes

    async def _send(self, part: str, calls: list[Call]) -> None:
        total, done = sum(len(call.rows) for call in calls), 0
        for call in calls:
            try:
                await self._import(call)
            except RefusedError as refused:
                raise _with_places(refused, call) from refused
            done += len(call.rows)
            self._report(part, done, total)

    async def _import(self, call: Call) -> None:
        if call.section == "studios":
            answer = await self._administrator.put("/api/enrollment/studios/import", call.body)
            self._count("studios", answer["changed"])
            return
        # A new id each time: what an earlier call has changed is not what this one changes.
        answer = await self._administrator.put(f"/api/directory/imports/{uuid4()}", call.body)
        for kind, count in answer.items():
            self._count(kind, count["changed"])

    def _count(self, kind: str, changed: int) -> None:
        self._loaded.changed[kind] = self._loaded.changed.get(kind, 0) + changed


def _lacks_password(account: dict[str, Any] | None) -> bool:
    """Whether somebody could not come in without one."""
    return account is None or not (account["has_password"] or account["by_provider"])


def _with_places(refused: RefusedError, call: Call) -> Exception:
    """The faults a service has found, told with sheet and row; the refusal itself where it names none."""
    sheet = SHEET_OF[call.section]
    faults = []
    for fault in refused.body.get("errors", []):
        section, _, rest = str(fault.get("field")).partition(".")
        number, _, name = rest.partition(".")
        if section == call.section and number.isdigit() and int(number) < len(call.places):
            faults.append(Fault(sheet.title, call.places[int(number)], name, str(fault.get("detail"))))
    return FaultyError(faults) if faults else refused
