"""Acting for somebody ends with the proxy: no page is shown under one that is over, and nothing is done in another name."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from services.portal.frame.session import COOKIE, Acting
from tests.portal.standing import COUNTS, Answer, seated

BEGINS = datetime.fromisoformat("2026-11-20T08:00:00+08:00")
ENDS = datetime.fromisoformat("2026-11-22T17:30:00+08:00")
MOMENT = timedelta(microseconds=1)
ACTING = Acting("proxy", "陈志远")
BAND = "您正在代理 陈志远 办理"
OVER = "陈志远 给您的委托现在无效"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda now: monkeypatch.setattr(clock, "business", lambda: now)


def services(*proxies: str, asked: list[httpx2.Request] | None = None) -> dict[str, Answer]:
    """Approvals, which knows of these proxies."""
    row = {"office_key": "county_office:330328", "valid_from": BEGINS.isoformat(), "valid_until": ENDS.isoformat()}
    inbox = {"items": [], "next": None, "counts": COUNTS}

    def read_inbox(request: httpx2.Request) -> Any:
        (asked if asked is not None else []).append(request)
        return inbox

    return {
        "GET /api/approvals/offices": lambda _: [row | {"proxy_id": proxy} for proxy in proxies],
        "GET /api/approvals/inbox": read_inbox,
        "GET /api/directory/counties": lambda _: {"items": []},
    }


@pytest.mark.parametrize("now", [BEGINS, ENDS - MOMENT])
async def test_it_is_never_invisible_as_long_as_it_lasts(
    app: FastAPI, at: Callable[[datetime], None], now: datetime
) -> None:
    at(now)
    asked: list[httpx2.Request] = []
    async with seated(app, services("proxy", asked=asked), ACTING) as browser:
        page = await browser.get("/inbox")
    assert page.status_code == 200
    assert BAND in page.text
    assert asked[0].url.params["proxy"] == "proxy"


@pytest.mark.parametrize(("now", "proxies"), [(BEGINS - MOMENT, ["proxy"]), (ENDS, ["proxy"]), (BEGINS, ["another"])])
async def test_outside_of_its_dates_the_next_page_is_ones_own_and_says_so(
    app: FastAPI, at: Callable[[datetime], None], now: datetime, proxies: list[str]
) -> None:
    at(now)
    asked: list[httpx2.Request] = []
    async with seated(app, services(*proxies, asked=asked), ACTING) as browser:
        answer = await browser.get("/inbox?urgency=today")
        assert (answer.status_code, answer.headers["location"]) == (303, "/inbox?urgency=today")
        assert asked == []
        page = await browser.get("/inbox?urgency=today")
        assert OVER in page.text
        assert BAND not in page.text
        assert "proxy" not in asked[0].url.params
        assert OVER not in (await browser.get("/inbox")).text


async def test_a_part_of_a_page_has_the_whole_page_come_anew(app: FastAPI, at: Callable[[datetime], None]) -> None:
    at(ENDS)
    async with seated(app, services("proxy"), ACTING) as browser:
        answer = await browser.get("/inbox", headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["hx-refresh"], answer.text) == (204, "true", "")
        # The page itself tells; a part that nobody reads as a page uses that up for nothing.
        assert COOKIE not in answer.headers.get("set-cookie", "")


async def test_what_is_sent_is_not_done_in_another_name(app: FastAPI, at: Callable[[datetime], None]) -> None:
    at(ENDS)
    sent: list[Any] = []

    def refuse(request: httpx2.Request) -> Any:
        sent.append(request.read().decode())
        return [{"task_id": "1", "ok": False, "problem": {"code": "proxy_not_valid", "detail": "委托已到期"}}]

    answers = services("proxy") | {"POST /api/approvals/batches/preview": refuse}
    async with seated(app, answers, ACTING) as browser:
        token = app.state.seal.form_token("browser")
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        await browser.post("/batches/preview", data={"_csrf": token, "task": "01a22760-94ab-7470-9f2b-000000000001"})
    assert '"proxy_id":"proxy"' in sent[0]


async def test_while_approvals_is_away_nothing_is_known_to_be_over(
    app: FastAPI, at: Callable[[datetime], None]
) -> None:
    at(ENDS)
    answers = services("proxy") | {"GET /api/approvals/offices": lambda _: None}
    async with seated(app, answers, ACTING) as browser:
        assert BAND in (await browser.get("/inbox")).text
        # Listening is asked for again rather than ended.
        events = await browser.get("/live", headers={"Accept": "text/event-stream"})
        assert (events.status_code, events.text) == (200, "retry: 5000\n\n")


async def test_nobody_begins_to_act_before_the_proxy_does(app: FastAPI, at: Callable[[datetime], None]) -> None:
    held = {
        "proxy_id": "proxy",
        "principal_name": "陈志远",
        "valid_from": BEGINS.isoformat(),
        "valid_until": ENDS.isoformat(),
    }
    me = {"id": "01", "offices": [], "proxies_given": [], "proxies_held": [held]}
    answers = services("proxy") | {"GET /api/directory/me": lambda _: me}
    async with seated(app, answers) as browser:
        token = app.state.seal.form_token("browser")
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        at(BEGINS - MOMENT)
        page = await browser.get("/proxies")
        assert "还没有开始" in page.text
        assert 'action="/proxies/act"' not in page.text
        await browser.post("/proxies/act", data={"_csrf": token, "proxy_id": "proxy"})
        at(BEGINS)
        assert BAND not in (await browser.get("/proxies")).text
        await browser.post("/proxies/act", data={"_csrf": token, "proxy_id": "proxy"})
        assert BAND in (await browser.get("/proxies")).text
