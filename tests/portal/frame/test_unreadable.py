"""An address that cannot be is told to people on a page and to scripts as a problem (RFC 9457), in the reader's language."""

import re
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from tests.portal.pages.test_applying import services
from tests.portal.standing import seated
from tests.portal.test_every_page import OFFICES

CANNOT_BE = [
    "/applications/s1/edit?step=zz",
    "/recommendations/template.xlsx",
    "/live?since=abc",
    "/members/s1/plans/zz/file",
]
# For those who look after the portal, not for its readers.
OURS = {"/healthz", "/readyz"}
CHOICES = (
    "step",
    "since",
    "round_id",
    "studio_id",
    "county",
    "school_level",
    "state",
    "box",
    "q",
    "after",
    "next",
    "case",
)
SCRIPT = {"Accept": "application/json"}
SENTENCE = "有 1 项需要修改，请看各项旁的说明。"
FAULT = {"code": "invalid", "detail": SENTENCE, "errors": [{"field": "round_id", "detail": "编号格式不对。"}]}


def is_problem(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """The body of a refusal as RFC 9457 has it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["type"].startswith("urn:songjiao:problem:")
    assert told["detail"] == told["words"]
    return told


@pytest.mark.parametrize("address", CANNOT_BE)
async def test_an_address_that_cannot_be_is_a_page_for_people_and_a_problem_for_scripts(
    app: FastAPI, address: str
) -> None:
    async with seated(app, services(None)) as browser:
        page = await browser.get(address)
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "找不到这个页面" in page.text
        assert is_problem(await browser.get(address, headers=SCRIPT), 404)["detail"] == "找不到这个页面"
        browser.cookies.set("songjiao_language", "en", domain="portal.test")
        assert "找不到" not in (await browser.get(address)).text


async def test_nowhere_does_an_address_that_cannot_be_end_otherwise(app: FastAPI) -> None:
    """The services find fault with every id and every choice, and the portal does with what it reads itself."""
    ways = [route.path for route in app.routes if isinstance(route, APIRoute) and "GET" in route.methods]
    assert len(ways) > 40
    async with seated(app, {}, offices=OFFICES) as browser:

        async def refuse(_method: str, _path: str, **_more: Any) -> httpx2.Response:
            return httpx2.Response(422, json=FAULT)

        app.state.services.http.request = refuse
        for path in set(ways) - OURS:
            page = await browser.get(re.sub(r"{\w+}", "zz", path), params=dict.fromkeys(CHOICES, "zz"))
            assert page.status_code in (200, 303, 404), path
            assert "json" not in page.headers.get("content-type", ""), path
            assert SENTENCE not in page.text, path


@pytest.mark.parametrize("body", ["{", "[]", '{"version": 1}', "null"])
async def test_a_draft_that_cannot_be_read_is_a_problem(app: FastAPI, body: str) -> None:
    async with seated(app, {}) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        headers = {"X-CSRF-Token": app.state.seal.form_token("browser"), "Content-Type": "application/json"}
        answer = await browser.put("/drafts/rounds", content=body, headers=headers)
    assert "读不出来" in is_problem(answer, 422)["detail"]


async def test_scripts_are_told_every_refusal_as_a_problem(app: FastAPI) -> None:
    refused = httpx2.Response(409, json={"code": "stale_page", "detail": "刚改过"})
    found = services(None) | {
        "GET /api/enrollment/rounds/x": lambda _: refused,
        "GET /api/enrollment/rounds/y": lambda _: None,
    }
    async with seated(app, found, offices=("municipal_office:city",)) as browser:
        assert is_problem(await browser.get("/rounds/x", headers=SCRIPT), 409)["code"] == "stale_page"
        is_problem(await browser.get("/rounds/y", headers=SCRIPT), 503)
        is_problem(await browser.get("/nowhere", headers=SCRIPT), 404)
        is_problem(await browser.post("/rounds", headers=SCRIPT), 403)
        browser.cookies.clear()
        is_problem(await browser.get("/rounds", headers=SCRIPT), 401)


async def test_a_page_without_fields_does_not_point_at_notes_beside_them(app: FastAPI) -> None:
    refused = httpx2.Response(422, json=FAULT)
    found = services(None) | {"GET /api/enrollment/rounds/zz": lambda _: refused}
    found["DELETE /api/directory/me/proxies/zz"] = lambda _: refused
    async with seated(app, found, offices=("municipal_office:city",)) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        page = await browser.get("/rounds/zz")
        assert page.status_code == 404
        assert SENTENCE not in page.text
        sent = await browser.post("/proxies/zz/revoke", data={"_csrf": app.state.seal.form_token("browser")})
    assert sent.status_code == 422
    assert SENTENCE not in sent.text
    assert "编号格式不对。" in sent.text
