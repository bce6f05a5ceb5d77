"""Drafts of forms: shown wherever the form is opened, gone once it was sent, and never in the way of what is done."""

import re
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from services.portal.frame import drafts
from tests.portal.standing import Answer, seated

DRAFTS = "GET /api/directory/me/drafts"
OFFICE = ("municipal_office:city",)
FIRST = "019ac000-0000-7000-8000-000000000001"
SECOND = "019ac000-0000-7000-8000-000000000002"
AT = "2026-11-29T06:03:00Z"


def kept(form: str, *fields: tuple[str, str], version: str = FIRST) -> dict[str, Any]:
    return {"form": form, "version": version, "saved_at": AT, "fields": [list(pair) for pair in fields]}


def rounds(*found: dict[str, Any]) -> dict[str, Answer]:
    """The page of rounds, where one is opened, and what is stored of its form."""
    return {
        "GET /api/enrollment/rounds": lambda _: {"items": []},
        "GET /api/directory/counties": lambda _: {"items": [{"code": "330328", "name": "文成县", "listed": True}]},
        DRAFTS: lambda _: {"items": list(found)},
    }


class Asked:
    """What the portal asked of the services; what is changed is answered with these."""

    def __init__(self, app: FastAPI, **statuses: int | None) -> None:
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self._statuses = statuses
        self._ask = app.state.services.http.request
        app.state.services.http.request = self

    async def __call__(self, method: str, path: str, **more: Any) -> httpx2.Response:
        self.calls.append((method, path, more))
        if method == "GET":
            answer: httpx2.Response = await self._ask(method, path, **more)
            return answer
        status = self._statuses.get(method, 200)
        if status is None:
            raise httpx2.ConnectError("away")
        return httpx2.Response(status, json={"code": "no", "detail": "日期不对"} if status >= 400 else {})

    def of(self, method: str) -> list[tuple[str, dict[str, Any]]]:
        return [(path, more) for asked, path, more in self.calls if asked == method]


@pytest.fixture
async def sent(app: FastAPI) -> dict[str, str]:
    return {"id": FIRST, "name": "第二批", "_draft": f"{FIRST} {SECOND}", "_csrf": app.state.seal.form_token("browser")}


def ours(browser: httpx2.AsyncClient) -> httpx2.AsyncClient:
    browser.cookies.set("songjiao_form", "browser", domain="portal.test")
    return browser


async def test_a_draft_stands_in_its_form_with_its_time_and_a_way_to_clear_it(app: FastAPI) -> None:
    draft = kept("/rounds", ("name", "第一批"), ("county", "330328"), ("county:330328", "30"))
    async with seated(app, rounds(draft), offices=OFFICE) as browser:
        asked = Asked(app)
        page = (await browser.get("/rounds")).text
    assert 'value="第一批"' in page
    assert 'value="330328" checked' in page
    assert "恢复了您 11月29日 14:03 的草稿" in page
    assert f'name="draft" value="/rounds {FIRST}"' in page
    assert f'name="_draft" value="{FIRST}"' in page
    [(_, more)] = [each for each in asked.of("GET") if each[0].endswith("/me/drafts")]
    assert more["params"] == {"form": ["/rounds"]}


async def test_a_draft_that_is_over_is_not_shown_and_its_version_is_what_the_next_builds_on(app: FastAPI) -> None:
    over = kept("/rounds") | {"fields": None}
    async with seated(app, rounds(over), offices=OFFICE) as browser:
        page = (await browser.get("/rounds")).text
    assert "恢复了" not in page
    assert f'name="_draft" value="{FIRST}"' in page


async def test_once_the_form_was_sent_its_draft_goes_and_only_what_was_seen_of_it(
    app: FastAPI, sent: dict[str, str]
) -> None:
    async with seated(app, rounds(), offices=OFFICE) as browser:
        asked = Asked(app)
        answer = await ours(browser).post("/rounds", data=sent)
    assert answer.status_code == 303
    [(path, more)] = asked.of("DELETE")
    assert (path, more["params"]) == ("/api/directory/me/drafts/rounds", {"held": [FIRST, SECOND]})
    # Only afterwards: what is refused keeps its draft.
    assert [method for method, *_ in asked.calls if method != "GET"][-1] == "DELETE"


async def test_a_refused_form_shows_what_was_sent_and_keeps_its_draft(app: FastAPI, sent: dict[str, str]) -> None:
    async with seated(app, rounds(kept("/rounds", ("name", "草稿"))), offices=OFFICE) as browser:
        asked = Asked(app, PUT=422, POST=422)
        page = await ours(browser).post("/rounds", data=sent)
    assert page.status_code == 422
    assert asked.of("DELETE") == []
    assert 'value="第二批"' in page.text
    assert "草稿" not in page.text.partition('<form class="card-in"')[2].partition("data-typing")[0]
    assert f'name="_draft" value="{FIRST}"' in page.text
    assert "data-came-back" in page.text


@pytest.mark.parametrize("status", [500, 404, 401, None])
async def test_what_was_done_stays_done_where_the_draft_cannot_be_put_away(
    app: FastAPI, sent: dict[str, str], status: int | None
) -> None:
    async with seated(app, rounds(), offices=OFFICE) as browser:
        Asked(app, DELETE=status)
        answer = await ours(browser).post("/rounds", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/rounds/{FIRST}")


@pytest.mark.parametrize("answer", [lambda _: None, None], ids=["away", "refuses"])
async def test_without_the_directory_the_form_opens_all_the_same(app: FastAPI, answer: Any) -> None:
    answers = rounds()
    del answers[DRAFTS]
    async with seated(app, answers | ({DRAFTS: answer} if answer else {}), offices=OFFICE) as browser:
        page = await browser.get("/rounds")
    assert page.status_code == 200
    assert 'name="_draft" value=""' in page.text


async def test_a_page_without_a_form_to_fill_in_asks_for_no_drafts(app: FastAPI) -> None:
    async with seated(app, {"GET /api/approvals/inbox": lambda _: None}) as browser:
        asked = Asked(app)
        for address in ("/inbox", "/notices", "/profile", "/windows"):
            await browser.get(address)
    assert len(asked.calls) > 3
    assert [path for path, _ in asked.of("GET") if "drafts" in path] == []


async def test_a_page_with_several_forms_asks_for_all_their_drafts_at_once(app: FastAPI) -> None:
    async with seated(app, {DRAFTS: lambda _: {"items": []}}) as browser:
        asked = Asked(app)
        for address in ("/inbox/7", "/members/7", "/studios/7/life"):
            await browser.get(address)
    found = [more["params"]["form"] for path, more in asked.of("GET") if "drafts" in path]
    assert found == [
        ["/tasks/7/decision", "/tasks/7/deed"],
        ["/members/7/plans", "/members/7/plans/", "/members/7/leave"],
        ["/studios/7/life/"],
    ]


def saving(**changed: Any) -> dict[str, Any]:
    return {
        "version": SECOND,
        "base": FIRST,
        "fields": [["opinion", "好"], ["_csrf", "x"], ["_draft", FIRST]],
    } | changed


async def test_what_is_typed_is_saved_as_it_is_typed(app: FastAPI) -> None:
    saved = kept("/tasks/7/decision", version=SECOND)
    async with seated(app, {"PUT /api/directory/me/drafts/tasks/7/decision": lambda _: saved}) as browser:
        headers = {"X-CSRF-Token": app.state.seal.form_token("browser"), "Accept": "application/json"}
        seen: list[Any] = []
        ask = app.state.services.http.request

        async def listening(method: str, path: str, **more: Any) -> httpx2.Response:
            seen.append((method, path, more.get("json")))
            answer: httpx2.Response = await ask(method, path, **more)
            return answer

        app.state.services.http.request = listening
        answer = await ours(browser).put("/drafts/tasks/7/decision", json=saving(), headers=headers)
        assert (answer.status_code, answer.json()["words"]) == (200, "已保存 14:03")
        told = {"version": SECOND, "base": FIRST, "fields": [("opinion", "好")]}
        assert seen == [("PUT", "/api/directory/me/drafts/tasks%2F7%2Fdecision", told)]
        # What is no form with a draft keeps none: passwords are typed there, or there is no such form.
        for address in (
            "/profile/password",
            "/profile/tokens",
            "/sign-in",
            "/tasks/7/claim",
            "/x",
            "/tasks/7/8/decision",
        ):
            refused = await browser.put(f"/drafts{address}", json=saving(), headers=headers)
            assert refused.status_code == 404, address
        assert (await browser.put("/drafts/rounds", json=saving())).status_code == 403
        assert len(seen) == 1


@pytest.mark.parametrize(("fields", "words"), [([["opinion", "手机上写的"]], "有更新的草稿"), (None, "已在别处提交")])
async def test_something_newer_comes_back_to_be_chosen_from(app: FastAPI, fields: Any, words: str) -> None:
    newer = {"code": "draft_elsewhere", "detail": "—", "version": FIRST, "saved_at": AT, "fields": fields}
    async with seated(app, {}) as browser:

        async def refuse(method: str, path: str, **more: Any) -> httpx2.Response:
            return httpx2.Response(409, json=newer)

        app.state.services.http.request = refuse
        headers = {"X-CSRF-Token": app.state.seal.form_token("browser"), "Accept": "application/json"}
        answer = await ours(browser).put("/drafts/rounds", json=saving(), headers=headers)
    told = answer.json()
    assert (answer.status_code, told["version"], told["fields"]) == (409, FIRST, fields)
    assert words in told["words"]
    assert "11月29日 14:03" in told["words"]


async def test_a_draft_is_cleared_and_the_page_comes_anew(app: FastAPI) -> None:
    async with seated(app, rounds(), offices=OFFICE) as browser:
        asked = Asked(app)
        form = {"draft": f"/rounds {FIRST}", "_csrf": app.state.seal.form_token("browser")}
        answer = await ours(browser).post(
            "/drafts/clear", data=form, headers={"Referer": "http://portal.test/rounds?x=1"}
        )
        elsewhere = await browser.post(
            "/drafts/clear", data=form | {"draft": ""}, headers={"Referer": "http://x.test//y"}
        )
        broken = await browser.post("/drafts/clear", data=form | {"draft": ""}, headers={"Referer": "http://["})
    assert (answer.status_code, answer.headers["location"]) == (303, "/rounds?x=1")
    assert broken.headers["location"] == "/"
    assert [(path, more["params"]) for path, more in asked.of("DELETE")] == [
        ("/api/directory/me/drafts/rounds", {"held": [FIRST]})
    ]
    assert elsewhere.headers["location"] == "/"


def test_every_form_with_a_draft_stands_on_a_page_that_can_be_opened(app: FastAPI) -> None:
    assert len(drafts.forms()) > 15
    for form in drafts.forms():
        asked = drafts.addresses_on(form.page, dict.fromkeys(re.findall(r"\w+", form.address), "1"))
        own = re.sub(r"\{\w+\}", "1", form.address)
        assert any(
            own == each or (each.endswith("/") and own.startswith(each) and each.count("/") > 2) for each in asked
        ), form
