"""A person's own drafts of forms: theirs alone, bounded, and nothing newer is overwritten unseen."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from chassis import clock
from chassis.ids import uuid7
from services.directory.domain import form_draft as rules
from tests.services.directory.conftest import Import, SignIn, person

FORM = "/tasks/01/decision"

Headers = dict[str, str]


@pytest.fixture
async def me(bring_in: Import, sign_in: SignIn) -> Headers:
    await bring_in(people=[person(login="wang"), person("陈静", login="chen")])
    return await sign_in("wang")


@pytest.fixture
def typing(client: httpx2.AsyncClient, me: Headers) -> Any:
    async def save(
        base: UUID | None, version: UUID, *fields: tuple[str, str], form: str = FORM, who: Headers | None = None
    ) -> httpx2.Response:
        body = {"version": str(version), "base": base and str(base), "fields": fields}
        return await client.put(f"/me/drafts{form}", json=body, headers=who or me)

    return save


@pytest.fixture
def stored(client: httpx2.AsyncClient, me: Headers) -> Any:
    async def read(*forms: str, who: Headers | None = None) -> list[dict[str, Any]]:
        answer = await client.get("/me/drafts", params={"form": list(forms) or [FORM]}, headers=who or me)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    return read


async def test_what_was_typed_is_there_again(typing: Any, stored: Any) -> None:
    first, second = uuid7(), uuid7()
    assert await stored() == []
    answer = await typing(None, first, ("opinion", " 工作\n认真 "), ("attestation", "ethics"), ("attestation", "drive"))
    assert (answer.status_code, answer.json()["version"]) == (200, str(first))
    [found] = await stored()
    assert found["fields"] == [["opinion", " 工作\n认真 "], ["attestation", "ethics"], ["attestation", "drive"]]
    assert (await typing(first, second, ("opinion", "好"))).status_code == 200
    assert [each["fields"] for each in await stored()] == [[["opinion", "好"]]]


async def test_nobody_sees_anothers(
    client: httpx2.AsyncClient, typing: Any, stored: Any, sign_in: SignIn, administrator: Headers
) -> None:
    other, mine = await sign_in("chen"), uuid7()
    await typing(None, mine, ("opinion", "我的"))
    assert await stored(who=other) == await stored(who=administrator) == []
    assert (await typing(None, uuid7(), ("opinion", "她的"), who=other)).status_code == 200
    assert (await client.delete(f"/me/drafts{FORM}", params={"held": str(mine)}, headers=other)).status_code == 204
    assert [each["fields"] for each in await stored()] == [[["opinion", "我的"]]]
    assert (await client.get("/me/drafts", params={"form": FORM})).status_code == 401


async def test_newer_text_is_not_overwritten_and_comes_with_the_refusal(typing: Any, stored: Any) -> None:
    first, phone, desk = uuid7(), uuid7(), uuid7()
    await typing(None, first, ("opinion", "一"))
    await typing(first, phone, ("opinion", "手机上写的"))
    for base in (first, None):
        refused = await typing(base, desk, ("opinion", "电脑上写的"))
        assert (refused.status_code, refused.json()["code"]) == (409, "draft_elsewhere")
        assert (refused.json()["version"], refused.json()["fields"]) == (str(phone), [["opinion", "手机上写的"]])
    # Having seen it, one may put one's own in its place.
    assert (await typing(phone, desk, ("opinion", "电脑上写的"))).status_code == 200
    assert [each["version"] for each in await stored()] == [str(desk)]


async def test_a_save_whose_answer_was_lost_may_be_repeated(typing: Any, stored: Any) -> None:
    first, second = uuid7(), uuid7()
    await typing(None, first, ("opinion", "一"))
    for _ in range(2):
        assert (await typing(first, second, ("opinion", "二"))).status_code == 200
    assert [each["version"] for each in await stored()] == [str(second)]


@pytest.mark.parametrize("saved_before", [True, False])
async def test_what_comes_after_the_form_was_sent_revives_nothing(
    client: httpx2.AsyncClient, me: Headers, typing: Any, stored: Any, saved_before: bool
) -> None:
    base = uuid7() if saved_before else None
    if base:
        await typing(None, base, ("opinion", "一"))
    ended = await client.delete(f"/me/drafts{FORM}", params={"held": [str(base)] if base else []}, headers=me)
    assert ended.status_code == 204
    late = await typing(base, uuid7(), ("opinion", "迟到的"))
    assert (late.status_code, late.json()["fields"]) == (409, None)
    [over] = await stored()
    assert over["fields"] is None
    # The next time the form is opened it begins from there.
    assert (await typing(UUID(over["version"]), uuid7(), ("opinion", "新的"))).status_code == 200


async def test_sending_a_form_leaves_the_text_of_another_device(
    client: httpx2.AsyncClient, me: Headers, typing: Any, stored: Any
) -> None:
    first, phone = uuid7(), uuid7()
    await typing(None, first, ("opinion", "一"))
    await typing(first, phone, ("opinion", "手机上写的"))
    await client.delete(f"/me/drafts{FORM}", params={"held": str(first)}, headers=me)
    assert [each["fields"] for each in await stored()] == [[["opinion", "手机上写的"]]]
    await client.delete(f"/me/drafts{FORM}", params={"held": [str(first), str(phone)]}, headers=me)
    assert [each["fields"] for each in await stored()] == [None]


async def test_several_forms_are_asked_for_at_once(typing: Any, stored: Any) -> None:
    forms = ["/studios/1/life/propose", "/studios/1/life/host", "/studios/1/lifeless", "/studios/1_life/x", "/proxies"]
    for form in forms:
        await typing(None, uuid7(), ("reason", form), form=form)
    assert [each["form"] for each in await stored("/studios/1/life/", "/proxies", "/none")] == [*forms[:2], forms[4]]


async def test_what_nobody_sees_is_left_out_and_the_rest_kept_as_typed(typing: Any, stored: Any) -> None:
    await typing(None, uuid7(), ("opinion", "好\u200b的\u202e\0\r\n e\u0301 "))
    assert [each["fields"] for each in await stored()] == [[["opinion", "好的\r\n é "]]]


async def test_a_draft_is_bounded(typing: Any, stored: Any, client: httpx2.AsyncClient, me: Headers) -> None:
    whole = "好" * 20_000
    assert (await typing(None, uuid7(), ("text", whole))).status_code == 200
    refused = await typing(None, uuid7(), ("text", whole), ("alt", "好" * 2000), form="/studios/1/window")
    assert (refused.status_code, refused.json()["code"]) == (413, "draft_too_large")
    for form in ("", "/", "/a b", "/" + "a" * 300):
        answer = await client.put(f"/me/drafts{form}", json={"version": str(uuid7()), "fields": []}, headers=me)
        assert answer.status_code in (404, 405, 422, 307), form
    assert len(await stored(FORM, "/studios/")) == 1


async def test_the_oldest_go_where_there_are_too_many(
    typing: Any, stored: Any, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await sign_in("chen")
    await typing(None, uuid7(), ("a", "她的"), form="/f/other", who=other)
    monkeypatch.setattr(rules, "MOST", 3)
    for number in range(5):
        # Whatever it claims to stand on: a new one is a new one.
        await typing(uuid7() if number % 2 else None, uuid7(), ("a", str(number)), form=f"/f/{number}")
    assert [each["form"] for each in await stored("/f/")] == ["/f/2", "/f/3", "/f/4"]
    assert len(await stored("/f/", who=other)) == 1


async def test_what_nobody_came_back_to_goes(
    client: httpx2.AsyncClient, me: Headers, typing: Any, stored: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await typing(None, uuid7(), ("a", "旧"), form="/f/old")
    await client.delete("/me/drafts/f/over", headers=me)
    now = clock.business()
    monkeypatch.setattr(clock, "business", lambda: now + rules.OVER_KEPT + timedelta(days=1))
    await typing(None, uuid7(), ("a", "新"), form="/f/new")
    assert [each["form"] for each in await stored("/f/")] == ["/f/old", "/f/new"]
    monkeypatch.setattr(clock, "business", lambda: now + rules.KEPT + timedelta(days=1))
    await typing(None, uuid7(), ("a", "更新"), form="/f/newest")
    assert [each["form"] for each in await stored("/f/")] == ["/f/new", "/f/newest"]


async def test_a_program_that_may_only_read_saves_nothing(
    client: httpx2.AsyncClient, me: Headers, typing: Any, stored: Any
) -> None:
    wish = {"name": "脚本", "scopes": ["read"], "expires_at": (clock.machine() + timedelta(days=1)).isoformat()}
    token = (await client.post("/me/tokens", json=wish, headers=me)).json()["token"]
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token": token}
    answer = await client.post(
        "/token", data=form | {"subject_token_type": "urn:ietf:params:oauth:token-type:access_token"}
    )
    reading = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await typing(None, uuid7(), ("a", "b"), who=reading)).status_code == 403
    assert await stored() == []
