"""The way to a provider and back, as far as the portal goes alone."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from chassis.settings import Settings
from services.portal.frame.clients import Services
from services.portal.frame.cookies import AWAY_COOKIE
from services.portal.frame.session import CSRF_COOKIE, Seal
from services.portal.main import build

ORIGIN = "http://portal.test"
NOWHERE = "http://127.0.0.1:9"
STALE = "这次登录已超时、已用过，或不是在这个浏览器中开始的"


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A portal that knows of a provider."""
    key: Path = tmp_path_factory.mktemp("portal") / "session.key"
    key.write_bytes(b"k" * 44)
    told = Settings(
        environment="test", database_url="postgresql+asyncpg://{service}@-/-", session_key_file=key, public_url=ORIGIN,
        oidc_issuer="https://id.example", oidc_client_id="songjiao", oidc_name="浙里办",
    )  # fmt: skip
    return build(told).app


@pytest.fixture
async def browser(application: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    application.state.services = Services(NOWHERE)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(application), base_url=ORIGIN) as client:
        yield client
    await application.state.services.close()


def send_away(browser: httpx2.AsyncClient, application: FastAPI) -> None:
    """As if the browser had just been sent to the provider."""
    seal: Seal = application.state.seal
    browser.cookies.set(AWAY_COOKIE, seal.close({"attempt": "sealed", "next": "/inbox"}))


async def test_without_settings_nothing_is_shown(app: FastAPI) -> None:
    app.state.services = Services(NOWHERE)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as browser:
        assert "/sign-in/external" not in (await browser.get("/sign-in")).text
    await app.state.services.close()


async def test_the_way_there_keeps_the_page_one_came_for(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/sign-in?next=/inbox%3Fq%3D1")).text
    assert "用浙里办登录" in page
    assert 'href="/sign-in/external?next=%2Finbox%3Fq%3D1"' in page
    assert 'href="/sign-in/external"' in (await browser.get("/sign-in?next=//evil.example")).text


async def test_who_comes_back_without_having_left_is_told(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/sign-in/external/back?code=c&state=s")
    assert page.status_code == 400
    assert STALE in page.text
    browser.cookies.set(AWAY_COOKIE, "forged")
    assert STALE in (await browser.get("/sign-in/external/back?code=c&state=s")).text


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("error=access_denied&state=s", "您取消了登录。"),
        ("error=server_error&error_description=请拨打900&state=s", "统一身份认证没有完成这次登录"),
        ("", "统一身份认证没有完成这次登录"),
    ],
)
async def test_the_providers_refusal_is_told_in_our_words(
    browser: httpx2.AsyncClient, application: FastAPI, answer: str, told: str
) -> None:
    send_away(browser, application)
    page = await browser.get(f"/sign-in/external/back?{answer}")
    assert page.status_code == 400
    assert told in page.text
    assert "请拨打" not in page.text
    assert re.search(rf"{AWAY_COOKIE}=.*Max-Age=0", page.headers["set-cookie"])


async def test_a_directory_that_is_away_may_be_asked_again(browser: httpx2.AsyncClient) -> None:
    assert (await browser.get("/sign-in/external")).status_code == 503


async def test_what_was_typed_waits_beside_the_provider(browser: httpx2.AsyncClient, application: FastAPI) -> None:
    form = re.search(r'name="_csrf" value="(\w+)"', (await browser.get("/sign-in")).text)
    assert form
    shown = application.state.seal.form_token(browser.cookies[CSRF_COOKIE], "01")
    page = await browser.post("/tasks/1/decision", data={"_csrf": shown, "opinion": "写了很久的意见"})
    assert 'href="/sign-in/external" target="_blank"' in page.text
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert kept
    again = await browser.post("/sign-in/resume", data={"_csrf": form[1], "kept": kept[1]})
    assert again.status_code == 401
    assert f'name="kept" value="{kept[1]}"' in again.text
