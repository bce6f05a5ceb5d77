"""Forms: none but ours changes anything, and one that is refused comes back with what was typed."""

import re
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.routing import Mount, Route

from services.portal import pages
from services.portal.frame.clients import ProblemError
from services.portal.frame.forms import SAFE_METHODS, comes_back, naming, only_ours
from services.portal.frame.typed import FieldError, Typed
from services.portal.frame.visit import Visit
from tests.portal.standing import seated

FORM = {"_csrf": "forged", "opinion": "别人写的"}


def changing(app: FastAPI) -> list[tuple[str, str]]:
    """Every way in that changes something, by method and address; red for a way in this does not know how to look at."""
    assert {type(route) for route in app.routes} <= {APIRoute, Route, Mount}
    found = (route for route in app.routes if isinstance(route, Route))
    return [(method, route.path) for route in found for method in (route.methods or set()) - SAFE_METHODS]


async def test_no_form_but_ours_changes_anything(app: FastAPI) -> None:
    reached: list[str] = []
    ways = changing(app)
    assert len(ways) > 40
    async with seated(app, {}) as browser:
        ask = app.state.services.http.request

        async def counted(method: str, path: str, **more: Any) -> httpx2.Response:
            reached.extend([path] if method not in SAFE_METHODS else [])
            answer: httpx2.Response = await ask(method, path, **more)
            return answer

        app.state.services.http.request = counted
        for method, path in ways:
            address = re.sub(r"{\w+}", "1", path)
            page = await browser.request(method, address, data=FORM, headers={"Sec-Fetch-Site": "cross-site"})
            assert (page.status_code, reached) == (403, []), path
            assert "别人写的" not in page.text


def test_every_way_in_asks_before_anything_else(app: FastAPI) -> None:
    routes = [route for route in app.routes if isinstance(route, APIRoute) and (route.methods or set()) - SAFE_METHODS]
    assert all(route.dependant.dependencies[0].call is only_ours for route in routes)


async def show(visit: Visit, member_id: str, after: str = "") -> Response:
    """A page with a form."""
    return await visit.page("member/leave.html", member_id=member_id, after=after)


def test_a_page_that_asks_for_what_its_form_has_not_got_is_refused_at_once() -> None:
    async def leave(visit: Visit) -> Response:
        return visit.go("/")

    with pytest.raises(TypeError, match="leave has no member_id for show"):
        comes_back(show)(leave)


def test_what_was_typed_is_read_as_it_was() -> None:
    file = UploadFile(filename="a.pdf", file=None, headers=Headers({}))  # type: ignore[arg-type]
    nothing = UploadFile(filename="", file=None, headers=Headers({}))  # type: ignore[arg-type]
    form = [("name", " 王芳 "), ("item", "a"), ("item", "b"), ("file", file), ("file", nothing), ("empty", "")]
    typed = Typed(FormData(form))
    assert (typed["name"], typed["item"], typed["missing"], typed.all("item")) == (" 王芳 ", "a", "", ["a", "b"])
    assert ("empty" in typed, "missing" in typed, "file" in typed) == (True, False, True)
    assert (typed.get("empty", "x"), typed.get("missing", "x")) == ("", "x")
    assert dict(typed) == {"name": " 王芳 ", "item": "a", "empty": ""}
    assert typed.chosen("file") == [file]
    typed.keep("item", "c")
    assert typed.all("item") == ["a", "b", "c"]
    assert (Typed([("n", "12")]).number("n"), Typed([("id", ID)]).id("id"), Typed([("id", "")]).id("id")) == (
        12,
        ID,
        "",
    )
    for reader in (typed.number, typed.id, typed.ids):
        with pytest.raises(FieldError, match="item"):
            reader("item")


def test_dates_and_money_are_sent_as_the_services_want_them() -> None:
    typed = Typed(FormData({"at": "2026-11-22T14:30", "never": "明天", "yuan": "20,000.00", "much": "很多"}))
    assert typed.moment("at") == "2026-11-22T06:30:00+00:00"
    assert typed.moment("never") == "明天"
    assert (typed.fen("yuan", "amount", "—"), typed.fen("none", "amount", "—")) == (2_000_000, None)
    with pytest.raises(FieldError, match="amount"):
        typed.fen("much", "amount", "—")


def test_faults_are_told_beside_the_fields_of_the_form() -> None:
    body = {"errors": [{"field": "items.1.places", "detail": "太多"}]}
    with pytest.raises(ProblemError) as caught, naming(lambda field: ["a", "b"][int(field.split(".")[1])]):
        raise ProblemError(422, body)
    assert caught.value.fields == {"b": "太多"}


def refusing(app: FastAPI, status: int, body: dict[str, Any]) -> None:
    """From now on services refuse whatever is sent to change something."""
    ask = app.state.services.http.request

    async def refuse(method: str, path: str, **more: Any) -> httpx2.Response:
        answer: httpx2.Response = await ask(method, path, **more)
        return answer if method in SAFE_METHODS else httpx2.Response(status, json=body)

    app.state.services.http.request = refuse


ROUNDS: dict[str, Any] = {
    "GET /api/enrollment/rounds": lambda _: {"items": []},
    "GET /api/directory/counties": lambda _: {
        "items": [
            {"code": "330328", "name": "文成县", "listed": True},
            {"code": "330324", "name": "永嘉县", "listed": True},
        ]
    },
}
ID = "01a22760-94ab-7470-9f2b-000000000007"
TYPED = {"id": ID, "name": "第一批", "opens_at": "x", "county": "330328", "county:330328": "30"}


@pytest.mark.parametrize("status", [403, 409, 422, 500])
async def test_a_refused_form_comes_back_with_what_was_typed(app: FastAPI, status: int) -> None:
    fault = {"code": "no", "detail": "日期不对", "errors": [{"field": "opens_at", "detail": "请填写开始时间"}]}
    office = "municipal_office:city"
    async with seated(app, ROUNDS, offices=(office,)) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        refusing(app, status, fault)
        page = await browser.post("/rounds", data=TYPED | {"_csrf": app.state.seal.form_token("browser")})
    assert page.status_code == status
    assert page.text.count("日期不对") == 1
    for kept in (
        f'name="id" value="{ID}"',
        'value="第一批"',
        'value="330328" checked',
        'name="county:330328" value="30"',
    ):
        assert kept in page.text
    assert 'value="330324" checked' not in page.text
    field = page.text.partition('id="opens_at"')[2].partition("</div>")[0]
    assert 'aria-describedby="opens_at-error' in field
    assert "请填写开始时间" in page.text


async def test_what_is_gone_is_told_on_a_page_of_its_own_and_scripts_in_json(app: FastAPI) -> None:
    async with seated(app, ROUNDS, offices=("municipal_office:city",)) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        sent = TYPED | {"_csrf": app.state.seal.form_token("browser")}
        gone = await browser.post("/rounds", data=sent)
        refusing(app, 422, {"detail": "日期不对", "errors": [{"field": "opens_at", "detail": "请填写"}]})
        told = await browser.post("/rounds", data=sent, headers={"Accept": "application/json"})
    assert gone.status_code == 404
    assert "找不到这个页面" in gone.text
    assert (told.status_code, told.json()["fields"]) == (422, {"opens_at": "请填写"})


def test_pages_let_nobody_in_but_by_their_own_router(monkeypatch: pytest.MonkeyPatch) -> None:
    from fastapi import APIRouter

    from services.portal.pages.board import board

    monkeypatch.setattr(board, "router", APIRouter())
    with pytest.raises(TypeError, match=r"pages\.board\.board needs a Router"):
        pages.routes()
