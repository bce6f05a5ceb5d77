"""Ids and numbers of a form are read where it is taken in: what is none is refused in words, never by a fault or a bare page."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from chassis import clock
from services.portal.frame.rendering import HERE
from services.portal.pages.studio_life.life import DOINGS
from tests.portal.pages.test_applying import services
from tests.portal.standing import NOWHERE, seated
from tests.portal.test_every_page import OFFICES, answering

ID = "01a22760-94ab-7470-9f2b-000000000001"
NOT_OURS = "这一项不是页面上给出的，请刷新页面后再试。"
EDIT = "/applications/s1/edit"
DRAFT = {"state": "DRAFT", "obstacle": None}
READ = re.compile(r"""(?:form|typed)(?:\.\w+\(|\[)"(\w+)[")]""")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))


def answer(request: httpx2.Request) -> httpx2.Response:
    """The services show all there is, with a draft of the teacher, and refuse whatever is sent on to them."""
    path, told = request.url.path, services(None)
    if path.endswith("/batches/preview"):
        return httpx2.Response(200, json=[])
    if request.method != "GET":
        return httpx2.Response(422, json={"code": "invalid", "detail": "服务不同意"})
    if f"GET {path}" in told and "applications" not in path:
        return httpx2.Response(200, json=told[f"GET {path}"](request))
    for (method, pattern), found in answering("all").items():
        if (method, bool(pattern.fullmatch(path))) == ("GET", True):
            whole = found | DRAFT if "applications" in path else found
            return httpx2.Response(200, json=whole)
    return httpx2.Response(404, json={"code": "not_found", "detail": "—"})


@asynccontextmanager
async def reading(app: FastAPI, offices: tuple[str, ...]) -> AsyncIterator[httpx2.AsyncClient]:
    async with seated(app, {}, offices=offices) as browser:
        app.state.services.http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url=NOWHERE)
        yield browser


async def sent(app: FastAPI, address: str, form: dict[str, Any], offices: tuple[str, ...] = OFFICES) -> httpx2.Response:
    async with reading(app, offices) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        return await browser.post(address, data=form | {"_csrf": app.state.seal.form_token("browser")})


@pytest.mark.parametrize(
    ("address", "form"),
    [
        (f"/batches/{ID}/of/them", {"task": ID}),
        (f"/batches/{ID}/of/them", {"task": ID, "revision": "zz"}),
        (f"/batches/{ID}/of/them", {"task": ID, "revision": f"{ID}=zz"}),
        (f"/batches/{ID}/of/them", {"task": ID, "revision": f"{ID}="}),
        (f"/batches/{ID}/of/them", {"task": ID, "revision": f"{ID}={'9' * 5000}"}),
        (f"/batches/{ID}/of/them", {"task": [ID, "zz"], "revision": f"{ID}=1"}),
        ("/batches/preview", {"task": "zz"}),
        ("/apply", {"round_id": "zz", "studio_id": ID}),
        ("/apply", {"round_id": ID, "studio_id": "zz"}),
        ("/apply", {"round_id": ID, "studio_id": ID, "id": "zz"}),
        (EDIT, {"step": "studio", "go": "about", "base_version": "1", "round_id": "zz"}),
        (EDIT, {"step": "studio", "go": "about", "base_version": "1", "studio_id": "zz"}),
        (EDIT, {"step": "about", "go": "files", "base_version": "zz"}),
        ("/applications/s1/submit", {"version": "一"}),
        ("/tasks/s1/decision", {"revision": "-1", "verb": "approve"}),
        ("/tasks/s1/decision", {"revision": "1", "verb": "approve", "file_id": "zz"}),
        ("/rounds", {"id": "zz"}),
        ("/recommendations", {"round_id": ID, "studio_id": ID, "teacher_id": "zz"}),
        ("/recommendations/imports", {"round_id": "zz"}),
        ("/nominate", {"id": "zz", "do": "send"}),
        ("/proxies", {"deputy_id": "zz"}),
        ("/profile/tokens", {"months": "zz"}),
        ("/studios/s1/window", {"do": "save", "base_version": "zz"}),
        ("/studios/s1/consent", {"membership_id": "zz"}),
    ],
)
async def test_what_is_no_id_or_no_number_is_refused_in_words(app: FastAPI, address: str, form: dict[str, Any]) -> None:
    answer = await sent(app, address, form)
    assert answer.status_code == 422
    assert NOT_OURS in answer.text
    # All but one come back to where the form stands.
    assert ("这一步不能办理" in answer.text) == address.endswith("/consent")


@pytest.mark.parametrize("form", [{"round_id": "zz", "studio_id": ID}, {"round_id": ID, "studio_id": "zz"}])
async def test_it_is_said_beside_the_choice(app: FastAPI, form: dict[str, str]) -> None:
    page = (await sent(app, "/apply", form, ())).text
    assert page.partition('action="/apply"')[2].count(NOT_OURS) == 1


async def test_a_round_is_asked_for_as_a_studio_is(app: FastAPI) -> None:
    assert "请选择招收批次。" in (await sent(app, "/apply", {"studio_id": ID}, ())).text


async def test_a_studio_that_is_not_there_is_not_offered(app: FastAPI) -> None:
    async with seated(app, services(None), offices=()) as browser:
        for studio in ("zz", ID):
            page = await browser.get(f"/apply?studio_id={studio}")
            assert (page.status_code, page.text.count("甲工作室")) == (200, 1)


async def test_a_token_lasts_a_year_at_most(app: FastAPI) -> None:
    assert "服务不同意" in (await sent(app, "/profile/tokens", {"months": "9" * 9})).text


@pytest.mark.parametrize("typed", ["zz", "", "0", "１", "\x00"])
async def test_no_form_whatever_is_sent_makes_a_fault(app: FastAPI, typed: str) -> None:
    sources = [each.read_text(encoding="utf-8") for each in HERE.rglob("*.py")]
    names = {name for source in sources for name in READ.findall(source)} | {"round_id", "studio_id", "county:330328"}
    assert {"revision", "base_version", "task", "months", "deputy_id"} <= names
    ways = [route.path for route in app.routes if isinstance(route, APIRoute) and "POST" in route.methods]
    addresses = [re.sub(r"{\w+}", "s1", path) for path in ways] + [f"/studios/s1/life/{each}" for each in DOINGS]
    for address in addresses:
        answer = await sent(app, address, dict.fromkeys(names - {"do"}, typed))
        assert answer.status_code < 500, address
        assert "json" not in answer.headers.get("content-type", ""), address
