"""Whoever switches the language stays where they are: with the query, and after a refused form on the page it stands on."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from tests.portal.frame.test_forms import ROUNDS, refusing
from tests.portal.pages.test_applying import services
from tests.portal.standing import ORIGIN, seated

TASK = "01a22760-94ab-7470-9f2b-000000000001"
CITY = ("municipal_office:city",)
NEXT = re.compile(r'name="next" value="([^"]*)"')


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))


def leads_to(page: httpx2.Response) -> str:
    """Where all the buttons for the language lead."""
    [address] = {html.unescape(found) for found in NEXT.findall(page.text)}
    return address


async def refused(app: FastAPI, address: str, came_from: str | None, answers: dict[str, Any]) -> tuple[str, str]:
    """Where one is led from the page on which this form has come back, and where the browser ends up."""
    async with seated(app, answers, offices=CITY) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        refusing(app, 422, {"code": "no", "detail": "不行"})
        headers = {"Referer": ORIGIN + came_from} if came_from else {}
        form = {"_csrf": app.state.seal.form_token("browser"), "task": TASK, "revision": f"{TASK}=1"}
        led = leads_to(await browser.post(address, data=form, headers=headers))
        return led, (await browser.get(led)).headers.get("location", led)


@pytest.mark.parametrize(
    "address",
    ["/inbox?urgency=overdue&county=330328", "/studios?q=数学", "/rounds", "/nowhere?a=1", "/rounds/x?county=1"],
)
async def test_a_page_keeps_its_query(app: FastAPI, address: str) -> None:
    async with seated(app, services(None), offices=CITY) as browser:
        assert httpx2.URL(leads_to(await browser.get(address))) == httpx2.URL(address)


async def test_pages_for_everybody_keep_their_query(app: FastAPI) -> None:
    async with seated(app, services(None)) as browser:
        browser.cookies.clear()
        for address in ("/windows?county=330328", "/nowhere?a=1"):
            assert leads_to(await browser.get(address)) == address


@pytest.mark.parametrize(
    ("form", "came_from", "page"),
    [
        ("/rounds", "/rounds?x=1", "/rounds?x=1"),
        ("/rounds", None, "/rounds"),
        ("/rounds/r1/extend", "/rounds/r1?county=330328", "/rounds/r1?county=330328"),
        # It had come back before, and is refused once more.
        ("/rounds/r1/extend", "/rounds/r1/extend", "/rounds/r1"),
        ("/tasks/s1/decision?urgency=overdue", "/tasks/s1/decision?urgency=overdue", "/inbox/s1?urgency=overdue"),
        ("/batches/preview?urgency=overdue", "/inbox?urgency=overdue", "/inbox?urgency=overdue"),
        ("/batches/7/of/them?urgency=overdue", "/batches/preview?urgency=overdue", "/inbox?urgency=overdue"),
        # No page says of this one where it stands.
        ("/studios/s1/consent", "/studios/s1?x=1", "/studios/s1?x=1"),
    ],
)
async def test_a_refused_form_leads_to_the_page_it_stands_on(
    app: FastAPI, form: str, came_from: str | None, page: str
) -> None:
    answers = services(None) | ROUNDS
    answers["GET /api/enrollment/rounds/r1"] = answers["GET /api/enrollment/rounds/s1"]
    answers["GET /api/enrollment/rounds/r1/places"] = answers["GET /api/enrollment/rounds/s1/places"]
    led, ends = await refused(app, form, came_from, answers)
    assert (led, ends) == (page, page)


async def test_the_address_of_a_form_opened_by_itself_leads_to_its_page(app: FastAPI) -> None:
    async with seated(app, {}) as browser:
        for address, page in (
            ("/rounds/r1/extend?county=1", "/rounds/r1?county=1"),
            ("/language", "/"),
        ):
            assert (await browser.get(address)).headers["location"] == page
