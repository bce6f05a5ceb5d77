"""Versions of the rules: drafted, published, dated, never changed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from chassis import clock
from chassis.web.app import Service
from contracts.rules import VERSION_1, RuleSet
from services.directory.commands import rule_set
from tests.services.directory.conftest import Import, SignIn, holds, person

Events = Callable[[str], Awaitable[list[dict[str, Any]]]]
Headers = dict[str, str]

PUBLISHED = "directory.rule_set.published"


@pytest.fixture(autouse=True)
async def first(directory: Service) -> None:
    async with directory.database.transaction() as transaction:
        assert await rule_set.ensure_first(transaction)


def draft(name: str = "试行", area: str = "recruitment", **changes: object) -> dict[str, Any]:
    """Version 1 under another name, with an area changed."""
    whole = VERSION_1.model_dump(mode="json", exclude={"version"})
    return whole | {"name": name, area: whole[area] | changes}


AREAS = [name for name in RuleSet.model_fields if name not in ("version", "name")]


async def test_version_1_is_published_once(
    client: httpx2.AsyncClient, directory: Service, administrator: Headers, events: Events
) -> None:
    async with directory.database.transaction() as transaction:
        assert not await rule_set.ensure_first(transaction)
    (event,) = await events(PUBLISHED)
    assert RuleSet.model_validate(event["rule_set"]) == VERSION_1
    assert event["effective_from"] == "2021-10-29T00:00:00+08:00"
    shown = (await client.get("/rule-sets/1", headers=administrator)).json()
    assert (shown["state"], shown["in_force"], shown["name"]) == ("PUBLISHED", True, "温名师办〔2021〕100号")


async def test_a_draft_binds_nobody_until_it_is_published(
    client: httpx2.AsyncClient, administrator: Headers, events: Events, moving: Callable[[timedelta], None]
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


async def test_a_published_version_is_fixed(client: httpx2.AsyncClient, administrator: Headers, events: Events) -> None:
    await client.post("/rule-sets", json=draft(), headers=administrator)
    publish = [client.post("/rule-sets/2/publish", json={}, headers=administrator) for _ in range(2)]
    answers = await asyncio.gather(*publish)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await client.post("/rule-sets/9/publish", json={}, headers=administrator)).status_code == 404
    assert len(await events(PUBLISHED)) == 2


async def test_rules_never_work_backwards(client: httpx2.AsyncClient, administrator: Headers) -> None:
    await client.post("/rule-sets", json=draft(), headers=administrator)
    before = clock.business()
    body = {"effective_from": "2021-11-01T00:00:00+08:00"}
    answer = (await client.post("/rule-sets/2/publish", json=body, headers=administrator)).json()
    assert datetime.fromisoformat(answer["effective_from"]) >= before
    assert answer["in_force"]


async def test_the_same_draft_twice_is_refused(client: httpx2.AsyncClient, administrator: Headers) -> None:
    draw = [client.post("/rule-sets", json=draft(), headers=administrator) for _ in range(2)]
    answers = sorted(await asyncio.gather(*draw), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["version"] == 2


async def test_unsound_rules_are_refused(client: httpx2.AsyncClient, administrator: Headers) -> None:
    wrong = draft(name="a\0b", stages=[], soft_cap=1)
    await client.post("/rule-sets", json=draft(), headers=administrator)
    for answer in (
        await client.post("/rule-sets", json=wrong, headers=administrator),
        await client.put("/rule-sets/2", json=wrong, headers=administrator),
    ):
        assert answer.status_code == 422
        assert faults(answer) == {"name", "recruitment.stages", "recruitment.soft_cap"}


async def test_all_of_a_rule_set_is_drafted_and_published(
    client: httpx2.AsyncClient, administrator: Headers, events: Events
) -> None:
    given = draft(name="第二版", area="discipline", truancies=3)
    given["establishment"]["titles"] = [{"group": 3, "name": "市教坛新秀", "level": "municipal"}]
    given["establishment"]["stages"][0]["deadline"] = {"amount": 15, "unit": "days"}
    made = await client.post("/rule-sets", json=given, headers=administrator)
    assert made.json()["content"] == given | {"version": 2}
    await client.post("/rule-sets/2/publish", json={}, headers=administrator)
    assert (await client.get("/rule-sets/2", headers=administrator)).json()["content"] == given | {"version": 2}
    assert RuleSet.model_validate((await events(PUBLISHED))[1]["rule_set"]).discipline.truancies == 3
    assert (await events(PUBLISHED))[1]["rule_set"] == given | {"version": 2}


@pytest.mark.parametrize("area", AREAS)
async def test_nothing_may_be_left_out(client: httpx2.AsyncClient, administrator: Headers, area: str) -> None:
    given = {name: value for name, value in draft().items() if name != area}
    answer = await client.post("/rule-sets", json=given, headers=administrator)
    assert (answer.status_code, faults(answer)) == (422, {area})


async def test_what_nobody_knows_is_refused_however_deep_it_stands(
    client: httpx2.AsyncClient, administrator: Headers
) -> None:
    given = draft(discipline_=1) | {"version": 7, "recruitement": {}}
    given["discipline"]["stages"][2]["deadline"] |= {"hours": 3}
    await client.post("/rule-sets", json=draft(), headers=administrator)
    for answer in (
        await client.post("/rule-sets", json=given, headers=administrator),
        await client.put("/rule-sets/2", json=given, headers=administrator),
    ):
        assert answer.status_code == 422
        assert faults(answer) == {
            "version", "recruitement", "recruitment.discipline_", "discipline.stages.2.deadline.hours",
        }  # fmt: skip
    assert (await client.post("/rule-sets", json=given)).status_code == 401


async def test_a_draft_is_changed_until_it_is_published(
    client: httpx2.AsyncClient, administrator: Headers, events: Events
) -> None:
    await client.post("/rule-sets", json=draft(), headers=administrator)
    better = draft(name="试行二稿", area="discipline", truancies=4)
    changed = await client.put("/rule-sets/2", json=better, headers=administrator)
    assert (changed.status_code, changed.json()["state"]) == (200, "DRAFT")
    assert (changed.json()["name"], changed.json()["content"]) == ("试行二稿", better | {"version": 2})
    # The same once more is no second draft.
    assert (await client.put("/rule-sets/2", json=better, headers=administrator)).status_code == 200
    assert len(await events(PUBLISHED)) == 1
    await client.post("/rule-sets/2/publish", json={}, headers=administrator)
    fixed = await client.put("/rule-sets/2", json=draft(), headers=administrator)
    assert (fixed.status_code, fixed.json()["code"]) == (409, "already_published")
    assert (await events(PUBLISHED))[1]["rule_set"]["discipline"]["truancies"] == 4
    assert (await client.put("/rule-sets/1", json=draft(), headers=administrator)).status_code == 409
    assert (await client.put("/rule-sets/9", json=draft(), headers=administrator)).status_code == 404


async def test_a_draft_does_not_become_the_same_as_another(client: httpx2.AsyncClient, administrator: Headers) -> None:
    await client.post("/rule-sets", json=draft(), headers=administrator)
    await client.post("/rule-sets", json=draft(soft_cap=25), headers=administrator)
    answer = await client.put("/rule-sets/3", json=draft(), headers=administrator)
    assert (answer.status_code, answer.json()["code"], answer.json()["version"]) == (409, "draft_exists", 2)
    # Another area alone makes another draft.
    other = await client.post("/rule-sets", json=draft(area="discipline", truancies=3), headers=administrator)
    assert other.status_code == 201


async def test_changed_or_published_one_comes_first(
    client: httpx2.AsyncClient, administrator: Headers, events: Events
) -> None:
    await client.post("/rule-sets", json=draft(), headers=administrator)
    change = client.put("/rule-sets/2", json=draft(soft_cap=30), headers=administrator)
    publish = client.post("/rule-sets/2/publish", json={}, headers=administrator)
    changed, published = await asyncio.gather(change, publish)
    assert published.status_code == 200
    told = (await events(PUBLISHED))[1]["rule_set"]["recruitment"]["soft_cap"]
    assert (changed.status_code, told) in {(200, 30), (409, VERSION_1.recruitment.soft_cap)}
    shown = (await client.get("/rule-sets/2", headers=administrator)).json()
    assert shown["content"]["recruitment"]["soft_cap"] == told


def faults(answer: httpx2.Response) -> set[str]:
    return {fault["field"] for fault in answer.json()["errors"]}


async def test_who_makes_rules(
    client: httpx2.AsyncClient, administrator: Headers, bring_in: Import, sign_in: SignIn
) -> None:
    teacher, city = person(login="teacher"), person(login="city")
    await bring_in(people=[teacher, city], assignments=[holds(city, "municipal_office", "city")])
    as_teacher = await sign_in("teacher")
    refused = await client.post("/rule-sets", json=draft(), headers=as_teacher)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_entitled")
    assert "只有市名师办、系统管理员可以拟订规则" in refused.json()["detail"]
    assert (await client.post("/rule-sets", json=draft(), headers=await sign_in("city"))).status_code == 201
    assert (await client.put("/rule-sets/2", json=draft(soft_cap=30), headers=as_teacher)).status_code == 403
    assert (await client.get("/rule-sets/2", headers=as_teacher)).status_code == 404
    assert (await client.post("/rule-sets/2/publish", json={}, headers=as_teacher)).status_code == 403
    listed = (await client.get("/rule-sets", headers=as_teacher)).json()["items"]
    assert [item["version"] for item in listed] == [1]
    assert (await client.get("/rule-sets/1", headers=as_teacher)).status_code == 200
