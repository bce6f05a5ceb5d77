"""Where somebody may go follows the table of authority: nobody is led to a list in which nothing seems to be."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI

from chassis import clock
from services.portal import kinds
from services.portal.frame.navigation import doors
from tests.portal.pages.test_home import always
from tests.portal.standing import Answer, seated
from tests.portal.test_every_page import AT

ID = "01a22760-94ab-7470-9f2b-40289067972a"
READ = {"/members", "/recommendations", "/disqualifications"}
assert kinds.KINDS, "kinds open the doors to their own lists as they are registered"


@pytest.mark.parametrize(
    ("office", "there", "not_there"),
    [
        ("county_office:330328", {*READ, "/rounds", "/board", "/nominate", "/proxies"}, {"/applications"}),
        ("municipal_hr_division:city", {*READ, "/rounds", "/board"}, {"/nominate", "/proxies", "/applications"}),
        ("administrator:city", {"/rounds", "/board"}, {*READ, "/nominate", "/proxies"}),
        ("county_training_dept:330328", {"/rounds", "/board"}, {*READ, "/nominate", "/proxies"}),
        (f"trainee_school:{ID}", {"/recommendations", "/nominate", "/applications"}, {"/members", "/rounds", "/board"}),
        (f"host:{ID}", {"/disqualifications", "/applications"}, {"/members", "/recommendations", "/rounds"}),
        ("", {"/applications", "/studios", "/profile"}, {*READ, "/rounds", "/board", "/inbox"}),
    ],
)
def test_doors(office: str, there: set[str], not_there: set[str]) -> None:
    found = {door.address for door in doors(frozenset({office} - {""}), stands_in=False)}
    assert there <= found
    assert not found & not_there


async def test_totals_alone_are_said_to_be_that(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))
    round_ = {
        "id": "1", "name": "第二批", "state": "OPEN", "opens_at": AT, "closes_at": AT, "total": 0, "states": {}, "by_county": [],
    }  # fmt: skip
    told: dict[str, Any] = {
        "rounds/1": round_, "rounds/1/places": {"minimum": 10, "counties": [], "studios": [], "short": []},
        "applications": {"items": []},
    }  # fmt: skip
    answers: dict[str, Answer] = {f"GET /api/enrollment/{path}": always(answer) for path, answer in told.items()}
    answers["GET /api/directory/counties"] = always({"items": [], "next": None})
    for office, sees in (("administrator:city", False), ("municipal_office:city", True)):
        async with seated(app, answers, offices=(office,)) as browser:
            page = (await browser.get("/rounds/1")).text
        assert ("共 0 份" in page, "看不到每份申请" in page) == (sees, not sees)
