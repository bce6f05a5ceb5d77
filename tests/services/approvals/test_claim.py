"""A claim counts while whoever made it may decide: no longer than the office, or the proxy, it rests on."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from chassis import clock
from contracts.cases import CaseCard
from contracts.commands.approvals import OPEN_TASK
from tests.services.approvals.programme import COUNTY_OFFICE, Caller, Programme, decision, opening

HOUR = timedelta(hours=1)


@pytest.fixture
async def case(programme: Programme) -> CaseCard:
    made = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(made))
    return made


async def mine(client: httpx2.AsyncClient, who: Caller) -> tuple[list[Any], Any]:
    """What somebody has claimed: the list, and the number beside it."""
    box = (await client.get("/inbox?box=mine", headers=who)).json()
    return box["items"], box["counts"]["total"]


async def claimed(client: httpx2.AsyncClient, who: Caller, case: CaseCard) -> str:
    task = opening(case).task_id
    assert (await client.post(f"/tasks/{task}/claim", headers=who)).status_code == 204
    assert [len((await mine(client, who))[0]), (await mine(client, who))[1]] == [1, 1]
    return str(task)


async def test_a_successor_is_not_locked_out_by_an_ended_office(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, moving: Any
) -> None:
    leaving = await programme.person("陈志远", COUNTY_OFFICE, until=clock.business() + HOUR / 2)
    successor = await programme.person("吴敏", COUNTY_OFFICE)
    task = await claimed(client, leaving, case)
    refused = await client.post(f"/tasks/{task}/decision", headers=successor, json=decision(case))
    assert refused.json()["code"] == "claimed"
    moving(HOUR)
    assert await mine(client, leaving) == ([], 0)
    seen = (await client.get("/inbox", headers=successor)).json()["items"][0]
    assert (seen["claimed_by"], seen["claimed_until"], seen["may_decide"]) == (None, None, True)
    assert (await client.post(f"/tasks/{task}/claim", headers=successor)).status_code == 204
    assert (await client.post(f"/tasks/{task}/decision", headers=successor, json=decision(case))).status_code == 200


async def test_a_principal_is_not_locked_out_by_a_deputy_whose_proxy_has_ended(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, moving: Any
) -> None:
    principal, deputy = await programme.person("陈志远", COUNTY_OFFICE), await programme.person("吴敏")
    await programme.proxy(principal, deputy, COUNTY_OFFICE, lasts=HOUR / 2)
    task = await claimed(client, deputy, case)
    moving(HOUR)
    assert await mine(client, deputy) == ([], 0)
    assert (await client.get("/inbox", headers=principal)).json()["items"][0]["may_decide"]
    assert (await client.post(f"/tasks/{task}/decision", headers=principal, json=decision(case))).status_code == 200


async def test_a_proxy_rests_on_what_its_principal_holds(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, moving: Any
) -> None:
    until = clock.business() + HOUR / 2
    principal, deputy = await programme.person("陈志远", COUNTY_OFFICE, until=until), await programme.person("吴敏")
    successor = await programme.person("周晓", COUNTY_OFFICE)
    await programme.proxy(principal, deputy, COUNTY_OFFICE)
    task = await claimed(client, deputy, case)
    moving(HOUR)
    assert await mine(client, deputy) == ([], 0)
    assert (await client.post(f"/tasks/{task}/decision", headers=successor, json=decision(case))).status_code == 200


async def test_what_nobody_holds_up_any_more_comes_next(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, moving: Any
) -> None:
    leaving = await programme.person("陈志远", COUNTY_OFFICE, until=clock.business() + HOUR / 2)
    successor = await programme.person("吴敏", COUNTY_OFFICE)
    task = await claimed(client, leaving, case)
    other = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(other))
    moving(HOUR)
    decided = await client.post(f"/tasks/{opening(other).task_id}/decision", headers=successor, json=decision(other))
    assert decided.json()["next_task_id"] == task
