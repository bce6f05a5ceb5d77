"""Versions of the rules: drafted, published, dated, never changed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from chassis import clock
from chassis.web.app import Service
from contracts.rules import VERSION_1, RuleSet
from services.directory.commands import rule_sets
from tests.services.directory.conftest import Import, SignIn, holds, person

Events = Callable[[str], Awaitable[list[dict[str, Any]]]]
Headers = dict[str, str]

PUBLISHED = "directory.rule_set.published"


@pytest.fixture(autouse=True)
async def first(directory: Service) -> None:
    async with directory.database.transaction() as transaction:
        assert await rule_sets.ensure_first(transaction)


def draft(name: str = "试行", **changes: object) -> dict[str, Any]:
    recruitment = VERSION_1.recruitment.model_dump(mode="json") | changes
    return {"name": name, "recruitment": recruitment}


async def test_version_1_is_published_once(
    client: httpx.AsyncClient, directory: Service, administrator: Headers, events: Events
) -> None:
    async with directory.database.transaction() as transaction:
        assert not await rule_sets.ensure_first(transaction)
    (event,) = await events(PUBLISHED)
    assert RuleSet.model_validate(event["rule_set"]) == VERSION_1
    assert event["effective_from"] == "2021-10-29T00:00:00+08:00"
    shown = (await client.get("/rule-sets/1", headers=administrator)).json()
    assert (shown["state"], shown["in_force"], shown["name"]) == ("PUBLISHED", True, "温名师办〔2021〕100号")


async def test_a_draft_binds_nobody_until_it_is_published(
    client: httpx.AsyncClient, administrator: Headers, events: Events, moving: Callable[[timedelta], None]
) -> None:
    made = await client.post("/rule-sets", json=draft(soft_cap=25), headers=administrator)
    assert (made.status_code, made.json()["version"], made.json()["state"]) == (201, 2, "DRAFT")
    assert len(await events(PUBLISHED)) == 1
    start = clock.business() + timedelta(days=2)
    body = {"effective_from": start.isoformat()}
    published = await client.post("/rule-sets/2/publish", json=body, headers=administrator)
    assert (published.json()["state"], published.json()["in_force"]) == ("PUBLISHED", False)
    event = (await events(PUBLISHED))[1]
    assert event["rule_set"]["version"] == 2
    assert event["rule_set"]["recruitment"]["soft_cap"] == 25
    assert datetime.fromisoformat(event["effective_from"]) == start
    moving(timedelta(days=3))
    listed = (await client.get("/rule-sets", headers=administrator)).json()["items"]
    assert [(item["version"], item["in_force"]) for item in listed] == [(1, False), (2, True)]


async def test_a_published_version_is_fixed(client: httpx.AsyncClient, administrator: Headers, events: Events) -> None:
    await client.post("/rule-sets", json=draft(), headers=administrator)
    publish = [client.post("/rule-sets/2/publish", json={}, headers=administrator) for _ in range(2)]
    answers = await asyncio.gather(*publish)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await client.post("/rule-sets/9/publish", json={}, headers=administrator)).status_code == 404
    assert len(await events(PUBLISHED)) == 2


async def test_rules_never_work_backwards(client: httpx.AsyncClient, administrator: Headers) -> None:
    await client.post("/rule-sets", json=draft(), headers=administrator)
    before = clock.business()
    body = {"effective_from": "2021-11-01T00:00:00+08:00"}
    answer = (await client.post("/rule-sets/2/publish", json=body, headers=administrator)).json()
    assert datetime.fromisoformat(answer["effective_from"]) >= before
    assert answer["in_force"]


async def test_the_same_draft_twice_is_refused(client: httpx.AsyncClient, administrator: Headers) -> None:
    draw = [client.post("/rule-sets", json=draft(), headers=administrator) for _ in range(2)]
    answers = sorted(await asyncio.gather(*draw), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["version"] == 2


async def test_unsound_rules_are_refused(client: httpx.AsyncClient, administrator: Headers) -> None:
    answer = await client.post("/rule-sets", json=draft(name="a\0b", stages=[], soft_cap=1), headers=administrator)
    fields = {fault["field"] for fault in answer.json()["errors"]}
    assert (answer.status_code, fields) == (422, {"name", "recruitment.stages", "recruitment.soft_cap"})


async def test_who_makes_rules(
    client: httpx.AsyncClient, administrator: Headers, bring_in: Import, sign_in: SignIn
) -> None:
    teacher, city = person(login="teacher"), person(login="city")
    await bring_in(people=[teacher, city], assignments=[holds(city, "municipal_office", "city")])
    as_teacher = await sign_in("teacher")
    refused = await client.post("/rule-sets", json=draft(), headers=as_teacher)
    assert refused.status_code == 403
    assert (await client.post("/rule-sets", json=draft(), headers=await sign_in("city"))).status_code == 201
    assert (await client.get("/rule-sets/2", headers=as_teacher)).status_code == 404
    assert (await client.post("/rule-sets/2/publish", json={}, headers=as_teacher)).status_code == 403
    listed = (await client.get("/rule-sets", headers=as_teacher)).json()["items"]
    assert [item["version"] for item in listed] == [1]
    assert (await client.get("/rule-sets/1", headers=as_teacher)).status_code == 200
