"""Every page shows whatever its services may answer: all there is, as little as may be, and lists with nothing in them.

The answers are made from the types the portal declares, which `frame/test_asked.py` holds against the services' own: a field that
was renamed or may be null falls here, whatever its page.
"""

import re
import types
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from structlog.testing import capture_logs

from chassis import clock
from contracts.offices import CITY, SCOPE_KINDS
from tests.portal.frame.test_asked import CALLS
from tests.portal.standing import NOWHERE, seated

AT = "2026-11-20T01:00:00Z"
MOMENT = re.compile(r"(^|_)(at|until|since|from|to|on)$")
SCOPES = {"city": CITY, "county": "330328"}
OFFICES = tuple(
    f"{role}:{SCOPES.get(kind, '01a22760-94ab-7470-9f2b-40289067972a')}" for role, kind in SCOPE_KINDS.items()
)
# What an owner froze is its own; its kind's words read these.
CONTENT = {"truancies": [], "title_name": "1", "title_level": "1", "school_level": "1", "track": "1"}
# What people may write, in every field: no page takes it for markup or for a place to be filled.
STRANGE = "<i>100%(n)s</i>"
MANY = {"all": 2, "little": 1, "nothing": 0}


def example(declared: Any, amount: str, name: str = "") -> Any:
    """A value of this type; `amount` says how much of what may be there is there."""
    origin, of = get_origin(declared), get_args(declared)
    if name == "next":
        return None
    if name == "content":
        return CONTENT
    if name == "html":
        return "<p>1</p>"
    if declared is str and (name, amount) == ("state", "all"):
        return "OPEN"
    if is_typeddict(declared):
        return {key: example(each, amount, key) for key, each in get_type_hints(declared).items()}
    if origin in (Union, types.UnionType):
        return example(next(each for each in of if each is not type(None)), amount, name) if amount == "all" else None
    if origin is Literal:
        return of[0]
    if origin is list:
        return [example(of[0], amount, name)] * MANY[amount]
    if origin is dict:
        return {"1": example(of[1], amount)} if MANY[amount] else {}
    if declared is str:
        return AT if MOMENT.search(name) else "1" if name.endswith("id") else STRANGE
    return {int: int(amount == "all"), float: 1.0, bool: amount == "all"}.get(declared, {})


def answering(amount: str) -> dict[tuple[str, re.Pattern[str]], Any]:
    return {
        (call.method, re.compile("/api" + re.sub(r"\{\w+\}", "[^/]+", call.path))): example(call.answers, amount)
        for call in CALLS
        if is_typeddict(call.answers)
    }


def pages(app: FastAPI) -> Iterator[str]:
    for route in app.routes:
        # The live line never ends.
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and route.path != "/live":
            yield re.sub(r"\{\w+(:\w+)?\}", "1", route.path)


@pytest.mark.parametrize("offices", [OFFICES, ()], ids=["every office", "no office"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("amount", MANY)
async def test_every_page_shows_whatever_it_is_answered(
    app: FastAPI, amount: str, language: str, offices: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = answering(amount)

    def answer(request: httpx2.Request) -> httpx2.Response:
        for (method, path), told in answers.items():
            if method == request.method and path.fullmatch(request.url.path):
                return httpx2.Response(200, json=told)
        return httpx2.Response(404, json={"code": "not_found", "detail": "—"})

    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))
    fallen: dict[str, str] = {}
    shown: list[str] = []
    # Not to be written out: a traceback with all that an answer holds takes seconds.
    with capture_logs():
        async with seated(app, {}, offices=offices) as browser:
            app.state.services.http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url=NOWHERE)
            browser.cookies.set("songjiao_language", language, domain="portal.test")
            for address in pages(app):
                try:
                    found = await browser.get(address)
                except Exception as error:
                    fallen[address] = repr(error)
                else:
                    shown += [address] if found.status_code == 200 else []
                    if STRANGE in found.text:
                        fallen[address] = "markup"
    assert not fallen
    assert len(shown) > 20
