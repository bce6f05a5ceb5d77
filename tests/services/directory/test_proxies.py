"""Proxies (委托): for what one holds, for a time, never passed on."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from chassis import clock
from chassis.ids import uuid7
from tests.services.directory.conftest import Import, Row, SignIn, holds, person, school

Events = Callable[[str], Awaitable[list[dict[str, Any]]]]
Headers = dict[str, str]

CHANGED = "directory.proxy.changed"
COUNTY = "county_office:330328"


@pytest.fixture
async def people(bring_in: Import) -> dict[str, Row]:
    """Two clerks of a county office, a colleague of the city, and a teacher elsewhere who holds nothing."""
    clerk, second, city = person("刘淑贞", "clerk"), person("钟少青", "second"), person("潘文静", "city")
    elsewhere = school("永嘉县枫湾小学", "330324")
    teacher = person("黄松涛", "teacher", school_id=elsewhere["id"])
    answer = await bring_in(
        schools=[elsewhere],
        people=[clerk, second, city, teacher],
        assignments=[
            holds(clerk, "county_office", "330328"),
            holds(second, "county_personnel_section", "330328"),
            holds(city, "municipal_office", "city"),
        ],
    )
    assert answer.status_code == 200, answer.text
    return {"clerk": clerk, "second": second, "city": city, "teacher": teacher}


@pytest.fixture
async def clerk(people: dict[str, Row], sign_in: SignIn) -> Headers:
    return await sign_in("clerk")


def wish(deputy: Row, *offices: str, starts: int = 0, days: int = 7) -> dict[str, object]:
    start = clock.business() + timedelta(days=starts)
    return {
        "deputy_id": deputy["id"],
        "offices": list(offices or (COUNTY,)),
        "valid_from": start.isoformat(),
        "valid_until": (start + timedelta(days=days)).isoformat(),
    }


async def test_a_proxy_is_told_and_shown_to_both(
    client: httpx2.AsyncClient, people: dict[str, Row], clerk: Headers, events: Events, sign_in: SignIn
) -> None:
    given = await client.post("/me/proxies", json=wish(people["second"]), headers=clerk)
    assert given.status_code == 201, given.text
    (event,) = await events(CHANGED)
    assert event["proxy_id"] == given.json()["proxy_id"]
    assert event["principal_name"] == "刘淑贞"
    assert event["offices"] == [{"role": "county_office", "scope": "330328"}]
    me = (await client.get("/me", headers=clerk)).json()
    assert [proxy["deputy_name"] for proxy in me["proxies_given"]] == ["钟少青"]
    deputy = (await client.get("/me", headers=await sign_in("second"))).json()
    assert [proxy["principal_name"] for proxy in deputy["proxies_held"]] == ["刘淑贞"]
    assert [office["key"] for office in deputy["offices"]] == ["county_personnel_section:330328"]


async def test_what_is_held_by_proxy_cannot_be_passed_on(
    client: httpx2.AsyncClient, people: dict[str, Row], clerk: Headers, sign_in: SignIn
) -> None:
    await client.post("/me/proxies", json=wish(people["second"]), headers=clerk)
    passed_on = await client.post("/me/proxies", json=wish(people["city"]), headers=await sign_in("second"))
    assert (passed_on.status_code, passed_on.json()["errors"][0]["field"]) == (422, "offices.0")


async def test_an_office_that_ends_before_the_proxy_begins_cannot_be_lent(
    client: httpx2.AsyncClient, people: dict[str, Row], clerk: Headers, bring_in: Import
) -> None:
    soon = (clock.business() + timedelta(days=3)).isoformat()
    await bring_in(assignments=[holds(people["clerk"], "county_lead", "330328", valid_until=soon)])
    lead = "county_lead:330328"
    now = await client.post("/me/proxies", json=wish(people["second"], lead, days=1), headers=clerk)
    later = await client.post("/me/proxies", json=wish(people["second"], lead, starts=4), headers=clerk)
    assert (now.status_code, later.status_code) == (201, 422)


async def test_only_somebody_one_can_see_may_be_deputy(
    client: httpx2.AsyncClient, people: dict[str, Row], clerk: Headers
) -> None:
    for nobody in (people["teacher"], {"id": str(uuid7())}, people["clerk"]):
        answer = await client.post("/me/proxies", json=wish(nobody), headers=clerk)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "deputy_id")


async def test_a_double_click_gives_one_proxy(
    client: httpx2.AsyncClient, people: dict[str, Row], clerk: Headers, events: Events
) -> None:
    body = wish(people["second"])
    answers = await asyncio.gather(*(client.post("/me/proxies", json=body, headers=clerk) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert len(await events(CHANGED)) == 1
    assert (await client.post("/me/proxies", json=wish(people["city"]), headers=clerk)).status_code == 201
    assert (await client.post("/me/proxies", json=wish(people["second"], starts=8), headers=clerk)).status_code == 201


async def test_a_revoked_proxy_ends_at_once(
    client: httpx2.AsyncClient, people: dict[str, Row], clerk: Headers, events: Events, sign_in: SignIn
) -> None:
    proxy = (await client.post("/me/proxies", json=wish(people["second"]), headers=clerk)).json()
    future = (await client.post("/me/proxies", json=wish(people["city"], starts=2), headers=clerk)).json()
    second = await sign_in("second")
    assert (await client.delete(f"/me/proxies/{proxy['proxy_id']}", headers=second)).status_code == 404
    for proxy_id in (proxy["proxy_id"], proxy["proxy_id"], future["proxy_id"]):
        assert (await client.delete(f"/me/proxies/{proxy_id}", headers=clerk)).status_code == 204
    told = (await events(CHANGED))[2:]
    assert [event["proxy_id"] for event in told] == [proxy["proxy_id"], future["proxy_id"]]
    assert told[0]["valid_until"] <= clock.business().isoformat()
    assert told[1]["valid_until"] == told[1]["valid_from"]
    assert (await client.get("/me", headers=second)).json()["proxies_held"] == []
    assert (await client.post("/me/proxies", json=wish(people["second"]), headers=clerk)).status_code == 201
    history = (await client.get("/me/proxies", headers=clerk)).json()["items"]
    assert [item["revoked_at"] is not None for item in history] == [True, True, False]


async def test_it_is_over_when_its_time_is_over(
    client: httpx2.AsyncClient,
    people: dict[str, Row],
    clerk: Headers,
    sign_in: SignIn,
    moving: Callable[[timedelta], None],
) -> None:
    await client.post("/me/proxies", json=wish(people["second"]), headers=clerk)
    moving(timedelta(days=8))
    assert (await client.get("/me", headers=await sign_in("second"))).json()["proxies_held"] == []
