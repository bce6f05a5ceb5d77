"""What the portal does by itself: who is not signed in, forms that are not ours, services that do not answer."""

import re
import time
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey

from services.portal.frame.clients import Services
from services.portal.frame.session import COOKIE, CSRF_COOKIE, Seal, Session

ORIGIN = "http://portal.test"
# The discard port: nothing listens there.
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    app.state.services = Services(NOWHERE)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as client:
        yield client
    await app.state.services.close()


def form_token(browser: httpx2.AsyncClient, app: FastAPI, person_id: str) -> str:
    """Of a form that was shown to somebody in this browser."""
    browser.cookies.set(CSRF_COOKIE, "browser")
    return str(app.state.seal.form_token("browser", person_id))


async def guest_token(browser: httpx2.AsyncClient) -> str:
    found = re.search(r'name="_csrf" value="(\w+)"', (await browser.get("/sign-in")).text)
    assert found
    return found[1]


def sign_in(browser: httpx2.AsyncClient, app: FastAPI) -> None:
    """A session as the directory would have begun it; its token still lasts."""
    claims = {"sub": "01", "name": "王芳", "offices": ["county_office:330328"], "exp": time.time() + 300}
    seal: Seal = app.state.seal
    browser.cookies.set(
        COOKIE,
        seal.close_session(Session(jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("x" * 32)), "refresh")),
    )


async def test_every_page_allows_only_what_is_ours(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/sign-in")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    for address in re.findall(r'(?:src|href)="(/static/[^"#]+)"', page.text):
        asset = await browser.get(address)
        assert asset.status_code == 200
        assert "immutable" in asset.headers["cache-control"]


async def test_cookies_are_out_of_reach_of_scripts(browser: httpx2.AsyncClient) -> None:
    cookie = (await browser.get("/sign-in")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


async def test_who_is_not_signed_in_comes_back_to_the_page_after_it(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/inbox?urgency=overdue")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/inbox%3Furgency%3Doverdue"


async def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(browser: httpx2.AsyncClient) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": f"{ORIGIN}/inbox?q=1"}
    answer = await browser.get("/live/bell", headers=headers)
    assert answer.headers["hx-redirect"] == "/sign-in?next=/inbox%3Fq%3D1"


async def test_a_form_sent_without_a_session_keeps_what_was_typed(browser: httpx2.AsyncClient, app: FastAPI) -> None:
    typed = {"_csrf": form_token(browser, app, "01"), "opinion": "写了很久的意见", "verb": "return"}
    page = await browser.post("/tasks/1/decision", data=typed)
    assert page.status_code == 401
    assert "您填写的内容还在" in page.text
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert kept
    content = app.state.seal.open(kept[1])
    assert content["fields"] == [["opinion", "写了很久的意见"], ["verb", "return"]]
    # Whoever else signs in here does not get it.
    assert content["person"] == "01"


async def test_a_form_without_a_session_nor_a_person_is_nobodys(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/tasks/1/decision", data={"_csrf": await guest_token(browser), "opinion": "写了"})
    assert 'name="kept" value=""' in page.text


@pytest.mark.parametrize(("person_id", "given_back"), [("01", True), ("02", False)])
async def test_what_was_typed_goes_to_whom_it_was_shown(
    browser: httpx2.AsyncClient, app: FastAPI, person_id: str, given_back: bool
) -> None:
    sign_in(browser, app)
    typed = {"address": "/tasks/1/decision", "fields": [["opinion", "写了很久的意见"]], "person": person_id}
    sent = {"_csrf": form_token(browser, app, "01"), "kept": app.state.seal.close(typed)}
    page = await browser.post("/sign-in/resume", data=sent)
    assert ("写了很久的意见" in page.text) == given_back


async def test_a_form_somebody_else_left_open_is_not_sent_by_the_next(
    browser: httpx2.AsyncClient, app: FastAPI
) -> None:
    sign_in(browser, app)
    sent = {"_csrf": form_token(browser, app, "02"), "opinion": "别人写的"}
    page = await browser.post("/tasks/1/decision", data=sent)
    assert (page.status_code, "账号已经换了" in page.text, "别人写的" in page.text) == (403, True, False)
    told = await browser.post("/tasks/1/decision", data=sent, headers={"Accept": "application/json"})
    assert (told.status_code, "另一个账号" in told.json()["words"]) == (403, True)


async def test_a_form_that_is_not_ours_is_refused_and_not_kept(browser: httpx2.AsyncClient, app: FastAPI) -> None:
    page = await browser.post("/tasks/1/decision", data={"_csrf": "x", "opinion": "别人写的"})
    assert 'name="kept" value=""' in page.text
    sign_in(browser, app)
    page = await browser.post(
        "/tasks/1/decision", data={"opinion": "别人写的"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert page.status_code == 403
    assert "别人写的" not in page.text


async def test_services_away_lose_nothing(browser: httpx2.AsyncClient, app: FastAPI) -> None:
    token = form_token(browser, app, "01")
    sign_in(browser, app)
    page = await browser.get("/inbox")
    assert page.status_code == 503
    page = await browser.post("/tasks/1/decision", data={"_csrf": token, "opinion": "写了很久的意见", "verb": "return"})
    assert page.status_code == 503
    assert 'name="opinion" value="写了很久的意见"' in page.text
    answer = await browser.post("/applications/1/edit", data={"_csrf": token}, headers={"Accept": "application/json"})
    assert answer.json()["words"]


async def test_the_language_is_switched_and_remembered(browser: httpx2.AsyncClient) -> None:
    answer = await browser.post(
        "/language", data={"_csrf": await guest_token(browser), "to": "en", "next": "//evil.example"}
    )
    assert answer.headers["location"] == "/"
    assert 'lang="en"' in (await browser.get("/sign-in")).text


async def test_what_is_not_there_says_so_kindly(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/nothing")
    assert page.status_code == 404
    assert "找不到这个页面" in page.text
