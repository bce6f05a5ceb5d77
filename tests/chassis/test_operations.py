"""Those who run the system are told what is not well with a service, and nobody else is."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from chassis.bus.connection import Bus
from chassis.ids import uuid7
from chassis.settings import Settings
from chassis.web.app import Service
from contracts.authority import operates
from contracts.events.directory import PersonRegistered
from tests.chassis.conftest import Opened

Calling = Callable[[Service], AbstractAsyncContextManager[httpx2.AsyncClient]]


@pytest.fixture
async def service(opened: Opened, bus_settings: Settings) -> AsyncIterator[Service]:
    database = await opened("directory")
    told = bus_settings.model_copy(update={"database_url": database.url})
    made = Service("directory", told, [], handlers={}, responders={}, operates=operates)
    yield made
    await made.database.close()


@pytest.fixture
def operator(signed_in: Callable[..., dict[str, str]]) -> dict[str, str]:
    return signed_in(uuid7(), "administrator:city")


async def asked(client: httpx2.AsyncClient, who: dict[str, str]) -> dict[str, Any]:
    answer = await client.get("/operations", headers=who)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_events_that_wait_are_counted_while_the_bus_is_away(
    service: Service, calling: Calling, operator: dict[str, str], moving: Callable[[timedelta], None]
) -> None:
    async with calling(service) as client:
        well = {"bus": False, "waiting": 0, "waiting_for": None, "dead_letters": None}
        assert await asked(client, operator) == well
        async with service.database.transaction() as transaction:
            person = PersonRegistered(person_id=uuid7(), name="林一鸣", school_id=None)
            transaction.emit(person, subject=person.person_id, version=1)
        moving(timedelta(minutes=5))
        found = await asked(client, operator)
        assert (found["waiting"], found["waiting_for"] // 60) == (1, 5)


async def test_dead_letters_are_counted_by_whom_they_were_for(
    service: Service, calling: Calling, operator: dict[str, str], bus_settings: Settings
) -> None:
    async with calling(service) as client, service.bus:
        await service.bus.joined()
        assert (await asked(client, operator))["dead_letters"] == []
        async with Bus("approvals", bus_settings) as theirs:
            burying = await theirs.joined()
            for number in range(2):
                await burying.publish("dead.approvals.enrollment.case.news", f"{number}".encode())
        found = await asked(client, operator)
    assert found == {
        "bus": True, "waiting": 0, "waiting_for": None, "dead_letters": [{"process": "approvals", "count": 2}],
    }  # fmt: skip


@pytest.mark.parametrize("office", ["municipal_hr_division:city", "municipal_office:city", "administrator:330328"])
async def test_nobody_else_is_told(
    service: Service, calling: Calling, signed_in: Callable[..., dict[str, str]], office: str
) -> None:
    async with calling(service) as client:
        answer = await client.get("/operations", headers=signed_in(uuid7(), office))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_entitled")
