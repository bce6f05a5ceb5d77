"""Cookies as a browser is given them: for HTTPS alone, for this very site alone, and what a browser is known by."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http.cookies import SimpleCookie
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from chassis.settings import Settings
from services.portal.frame.clients import Services
from services.portal.frame.cookies import DEVICE_COOKIE, MOST_KNOWN
from services.portal.frame.session import COOKIE, CSRF_COOKIE
from services.portal.main import build
from tests.portal.standing import NOWHERE, access_token

Browser = Callable[[str | None, str], AbstractAsyncContextManager[tuple[FastAPI, httpx2.AsyncClient]]]
ME = "01a22760-94ab-7470-9f2b-000000000007"


@pytest.fixture
def opened(tmp_path: Path) -> Browser:
    """A portal whose public address is this, and a browser that asks it by http or https."""
    key = tmp_path / "session.key"
    key.write_bytes(b"k" * 44)

    @asynccontextmanager
    async def open_one(public_url: str | None, scheme: str) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
        told = Settings(environment="test", database_url="unused", session_key_file=key, public_url=public_url)
        app = build(told).app
        app.state.services = Services(NOWHERE)
        transport = httpx2.ASGITransport(app, client=("198.51.100.7", 1))
        async with httpx2.AsyncClient(transport=transport, base_url=f"{scheme}://portal.test") as browser:
            yield app, browser
        await app.state.services.close()

    return open_one


@pytest.mark.parametrize(
    ("public_url", "asked_by", "secure"),
    [
        ("https://songjiao.example", "http", True),  # what adds TLS speaks plainly to us
        (None, "https", True),
        (None, "http", False),
        ("http://127.0.0.1:8000", "http", False),
    ],
)
async def test_cookies_are_for_https_and_this_site_alone_where_people_come_by_it(
    opened: Browser, public_url: str | None, asked_by: str, secure: bool
) -> None:
    async with opened(public_url, asked_by) as (_, browser):
        [cookie] = (await browser.get("/sign-in")).headers.get_list("set-cookie")
    name, _, rest = cookie.partition("=")
    assert name == ("__Host-" if secure else "") + CSRF_COOKIE
    assert ("; Secure" in rest) is secure
    assert "; Path=/" in rest
    assert "; HttpOnly" in rest
    assert "; SameSite=Lax" in rest
    assert "domain" not in rest.lower()


async def test_a_cookie_a_neighbouring_site_could_plant_is_not_read(opened: Browser) -> None:
    async with opened("https://songjiao.example", "http") as (app, browser):
        token = app.state.seal.form_token("planted")
        for name, status in ((CSRF_COOKIE, 401), (f"__Host-{CSRF_COOKIE}", 303)):
            answer = await browser.post(
                "/language", data={"_csrf": token, "to": "en"}, headers={"Cookie": f"{name}=planted"}
            )
            assert answer.status_code == status


async def test_a_browser_that_signed_in_says_so_the_next_time(opened: Browser) -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path != "/api/directory/token":
            return httpx2.Response(404, json={})
        asked.append(request)
        given = {"access_token": access_token(ME), "refresh_token": "r", "device_token": f"device-{len(asked)}"}
        return httpx2.Response(200, json=given)

    async with opened("https://songjiao.example", "https") as (app, browser):
        app.state.services.http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url=NOWHERE)
        for _ in range(2):
            browser.cookies.pop(f"__Host-{COOKIE}", None)
            await browser.get("/sign-in")
            token = app.state.seal.form_token(browser.cookies[f"__Host-{CSRF_COOKIE}"])
            form = {"_csrf": token, "login": "teacher", "password": "x"}
            came = await browser.post("/sign-in", data=form)
            assert came.status_code == 303
        kept = SimpleCookie(next(c for c in came.headers.get_list("set-cookie") if DEVICE_COOKIE in c))
        morsel = kept[f"__Host-{DEVICE_COOKIE}"]
        assert (morsel["httponly"], morsel["secure"]) == (True, True)
        assert app.state.seal.open(morsel.value) == {ME: "device-2"}
    assert [dict(httpx2.QueryParams(request.content.decode())).get("devices") for request in asked] == ["", "device-1"]
    assert {request.headers["X-Forwarded-For"] for request in asked} == {"198.51.100.7"}


async def test_a_browser_remembers_the_latest_few(opened: Browser) -> None:
    from starlette.requests import HTTPConnection

    from services.portal.frame.cookies import Jar

    async with opened(None, "http") as (app, _):
        jar = Jar(app.state.seal, HTTPConnection({"type": "http", "headers": []}), secure=False)
        sealed = ""
        for number in range(MOST_KNOWN + 2):
            headers = [(b"cookie", f"{DEVICE_COOKIE}={sealed}".encode())]
            jar = Jar(app.state.seal, HTTPConnection({"type": "http", "headers": headers}), secure=False)
            jar.know(f"{number:036}", "t" * 60)
            sealed = jar._new[DEVICE_COOKIE].partition("=")[2].partition(";")[0]
        kept = app.state.seal.open(sealed)
        assert list(kept) == [f"{number:036}" for number in range(2, MOST_KNOWN + 2)]
        assert len(sealed) < 3500
