"""Drafts: kept as typed, and never overwritten unseen."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from chassis import clock
from chassis.ids import uuid7
from contracts.events.directory import PersonRegistered
from tests.services.enrollment.programme import GOOD, MOTIVATION, Programme, code


async def test_what_is_typed_comes_back_as_typed(programme: Programme) -> None:
    typed = {"motivation": "半句\n<script>alert(1)</script> 𠮷", "post": "买买提·艾力", "phone": "１３８abc"}
    application = uuid7()
    await programme.ok("PUT", f"/applications/{application}", programme.person(), typed)
    draft = (await programme.view(application))["draft"]
    assert {name: draft[name] for name in typed} == typed
    assert draft["title"] == ""
    assert draft["studio_id"] is None


async def test_fields_that_are_missing_stay_as_they_are(programme: Programme) -> None:
    application, version = await programme.draft()
    headers = programme.person()
    await programme.ok("PUT", f"/applications/{application}", headers, {"post": "新岗位", "base_version": version})
    draft = (await programme.view(application))["draft"]
    assert (draft["post"], draft["motivation"]) == ("新岗位", MOTIVATION)


async def test_an_older_page_does_not_overwrite(programme: Programme) -> None:
    application, version = await programme.draft()
    path, headers = f"/applications/{application}", programme.person()
    saved = await programme.ok("PUT", path, headers, {"post": "甲", "base_version": version})
    refused = await programme.call("PUT", path, headers, {"post": "乙", "base_version": version})
    assert code(refused, 409) == "stale_page"
    assert refused.json()["version"] == saved["version"]
    assert refused.json()["stored"]["post"] == "甲"
    assert (await programme.view(application))["draft"]["post"] == "甲"


async def test_the_same_save_twice_is_once(programme: Programme) -> None:
    application = uuid7()
    path, headers = f"/applications/{application}", programme.person()
    answers = await asyncio.gather(*(programme.call("PUT", path, headers, GOOD) for _ in range(5)))
    assert [answer.json().get("version") for answer in answers] == [1] * 5
    body = {"post": "甲", "base_version": 1}
    answers = await asyncio.gather(*(programme.call("PUT", path, headers, body) for _ in range(5)))
    assert [answer.json().get("version") for answer in answers] == [2] * 5


async def test_two_tabs_at_once_and_one_is_told(programme: Programme) -> None:
    application, version = await programme.draft()
    path, headers = f"/applications/{application}", programme.person()
    answers = await asyncio.gather(
        *(programme.call("PUT", path, headers, {"post": word, "base_version": version}) for word in "甲乙丙")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


@pytest.mark.parametrize("name", ["motivation", "post", "title", "phone"])
async def test_ten_thousand_characters_are_refused_beside_the_field(programme: Programme, name: str) -> None:
    application, version = await programme.draft()
    body = {name: "长" * 10_000, "base_version": version}
    refused = await programme.call("PUT", f"/applications/{application}", programme.person(), body)
    assert code(refused, 422) == "invalid_fields"
    assert [fault["field"] for fault in refused.json()["errors"]] == [name]
    assert ("11 位" if name == "phone" else "10000") in refused.json()["errors"][0]["detail"]
    assert (await programme.view(application))["version"] == version


@pytest.mark.parametrize("escaped", ["前\\u0000后", "\\ud800"])
async def test_what_no_database_can_hold_is_refused_in_words(programme: Programme, escaped: str) -> None:
    body = f'{{"post": "{escaped}"}}'
    headers = programme.person() | {"content-type": "application/json"}
    refused = await programme.client.put(f"/applications/{uuid7()}", headers=headers, content=body)
    assert refused.status_code == 422, refused.text
    assert [fault["field"] for fault in refused.json()["errors"]] == ["post"]


async def test_an_empty_choice_is_none(programme: Programme) -> None:
    application, version = await programme.draft()
    body = {"studio_id": "", "base_version": version}
    await programme.ok("PUT", f"/applications/{application}", programme.person(), body)
    assert (await programme.view(application))["draft"]["studio_id"] is None


async def test_somebody_elses_draft_is_not_there(programme: Programme) -> None:
    application, version = await programme.draft()
    stranger = programme.person(await programme.another_teacher())
    for answer in (
        await programme.call("GET", f"/applications/{application}", stranger),
        await programme.call("GET", f"/applications/{application}", programme.city),
        await programme.call("PUT", f"/applications/{application}", stranger, {"base_version": version}),
        await programme.call("PUT", f"/applications/{application}", stranger, {"base_version": 0}),
        await programme.call("POST", f"/applications/{application}/submit", stranger, {"version": version}),
        await programme.call("POST", f"/applications/{application}/withdraw", stranger, {}),
        await programme.call("PUT", f"/applications/{uuid4()}", stranger, {"base_version": 7}),
    ):
        assert code(answer, 404) == "not_found"


async def test_what_lies_with_an_office_cannot_be_typed_over(programme: Programme) -> None:
    application = await programme.submitted()
    view = await programme.view(application)
    body = {"post": "新岗位", "base_version": view["version"]}
    refused = await programme.call("PUT", f"/applications/{application}", programme.person(), body)
    assert code(refused, 409) == "not_editable"
    assert refused.json()["state"] == "SUBMITTED"
    assert view["may"] == ["withdraw"]


async def test_a_draft_thrown_away_tells_nobody(programme: Programme) -> None:
    application, _ = await programme.draft()
    ended = await programme.ok("POST", f"/applications/{application}/withdraw", programme.person(), {})
    assert ended["state"] == "WITHDRAWN"
    assert await programme.events(application) == []
    own = await programme.ok("GET", "/applications/mine", programme.person())
    assert [(row["state"], row["studio_name"]) for row in own["items"]] == [
        ("WITHDRAWN", "温州市林晓岚“名师送教”工作室")
    ]


async def of_this_county_alone(programme: Programme) -> str:
    """A round in which only another county's studio recruits."""
    elsewhere = uuid7()
    body = programme.round_body(studio_ids=[str(programme.far_studio)])
    await programme.ok("PUT", f"/rounds/{elsewhere}", programme.city, body)
    return str(elsewhere)


async def begin(programme: Programme, application: UUID, round_id: str, person: UUID | None = None) -> httpx2.Response:
    body = {"round_id": round_id, "studio_id": str(programme.studio), "base_version": 0}
    return await programme.call("PUT", f"/applications/{application}", programme.person(person), body)


async def test_no_draft_is_begun_in_a_round_that_does_not_recruit(programme: Programme, moving: Any) -> None:
    schoolless = uuid7()
    await programme.register(schoolless, "无校教师")
    await programme.hear(PersonRegistered(person_id=schoolless, name="无校教师", school_id=None), 2)
    later, own = str(uuid7()), str(programme.round)
    body = programme.round_body(opens_at=clock.business() + timedelta(days=2), studio_ids=[str(programme.studio)])
    await programme.ok("PUT", f"/rounds/{later}", programme.city, body)
    refused = [
        (code(await begin(programme, uuid7(), str(uuid4())), 422), "unknown_round"),
        (code(await begin(programme, uuid7(), str(UUID(int=0))), 422), "unknown_round"),
        (code(await begin(programme, uuid7(), await of_this_county_alone(programme)), 422), "round_elsewhere"),
        (code(await begin(programme, uuid7(), later), 409), "round_not_open"),
        (code(await begin(programme, uuid7(), own, schoolless), 409), "no_school"),
    ]
    moving(timedelta(days=31))
    refused.append((code(await begin(programme, uuid7(), own), 409), "round_closed"))
    assert [told for told, _ in refused] == [expected for _, expected in refused]
    for person in (programme.teacher, schoolless):
        assert (await programme.ok("GET", "/applications/mine", programme.person(person)))["items"] == []


async def test_a_beginning_that_is_sent_again_is_the_same_though_the_round_has_closed_since(
    programme: Programme,
) -> None:
    application, round_id = uuid7(), str(programme.round)
    assert (await begin(programme, application, round_id)).json()["version"] == 1
    await programme.ok("POST", f"/rounds/{round_id}/close", programme.city)
    assert (await begin(programme, application, round_id)).json()["version"] == 1
