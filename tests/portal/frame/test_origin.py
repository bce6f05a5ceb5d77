"""What another site has a browser send is refused, whatever token it carries."""

import httpx2
import pytest
from fastapi import FastAPI

from services.portal import pages
from services.portal.frame.forms import Router
from tests.portal.standing import ORIGIN, seated

OPINION = "别人写的意见"
PUBLIC = "https://songjiao.example"


async def sent(app: FastAPI, headers: dict[str, str], address: str = "/language") -> httpx2.Response:
    async with seated(app, {"PATCH /api/directory/me": lambda _: {}}) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        token = app.state.seal.form_token("browser", "01")
        return await browser.post(
            address, data={"_csrf": token, "to": "zh", "next": "/", "opinion": OPINION}, headers=headers
        )


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": ORIGIN},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ORIGIN + ".evil.example"},
        {"Origin": ORIGIN + ":81"},
    ],
)
async def test_another_site_is_refused(app: FastAPI, headers: dict[str, str]) -> None:
    answer = await sent(app, headers)
    assert answer.status_code == 403
    assert "这不是本站发来的" in answer.text
    assert "songjiao_language" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": ORIGIN},
        {"Origin": ORIGIN.replace("http", "https")},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_our_own_pages_and_browsers_that_say_nothing_go_on(app: FastAPI, headers: dict[str, str]) -> None:
    assert (await sent(app, headers)).status_code == 303


async def test_behind_what_adds_tls_the_public_address_counts(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.state._state, "public_url", f"{PUBLIC}/")
    assert (await sent(app, {"Origin": PUBLIC})).status_code == 303
    for other in (ORIGIN, PUBLIC.replace("https", "http")):
        assert (await sent(app, {"Origin": other})).status_code == 403


async def test_nothing_of_it_is_given_back(app: FastAPI) -> None:
    answer = await sent(app, {"Sec-Fetch-Site": "cross-site"}, "/tasks/1/decision")
    assert answer.status_code == 403
    assert OPINION not in answer.text


def test_whatever_changes_something_asks() -> None:
    """Every page's router asks first; one that would not is refused as the portal starts."""
    asked = {dependency.dependency.__name__ for dependency in Router().dependencies if dependency.dependency}
    assert asked == {"only_ours"}
    for route in pages.routes():
        assert "only_ours" in {each.call.__name__ for each in route.dependant.dependencies}  # type: ignore[attr-defined]
