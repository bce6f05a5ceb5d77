"""Nobody is led to a first step at whose end they would be refused: the reason stands where the way in would be."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from tests.portal.standing import SUMMARY, Answer, seated
from tests.portal.test_every_page import answering

ROUND, STUDIO, OTHER = "r1", "s1", "s2"
WORDS = {
    "round_closed": "本轮招收已经截止",
    "round_not_open": "本轮招收还没有开始",
    "second_application": "同一建设周期内只能有一份在办的申请",
    "membership_exists": "已是一个工作室的学员",
    "no_school": "没有任教学校",
    "own_studio": "您是这个工作室的主持人",
    "other_county": "这个工作室设在外县",
    "studio_not_in_round": "不在本轮招收之列",
    "studio_not_recruiting": "不招收学员",
}
OF_THE_STUDIO = ("own_studio", "other_county", "studio_not_in_round", "studio_not_recruiting")
OF_THE_PERSON = tuple(code for code in WORDS if code not in OF_THE_STUDIO)
WAY_IN = ('href="/apply', 'action="/apply"')


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))


def obstacle(code: str) -> dict[str, Any]:
    return {"code": code, "words": WORDS[code], "application_id": "a7" if code == "second_application" else None}


def services(code: str | None) -> dict[str, Answer]:
    """All services as they answer a teacher, whom this stands against."""
    told = {f"{method} {path.pattern}": value for (method, path), value in answering("all").items()}
    made: dict[str, Answer] = {}
    for key, value in told.items():
        made[key.replace("[^/]+", STUDIO)] = lambda _, value=value: value  # type: ignore[misc]
    studio = told["GET /api/enrollment/studios"]["items"][0] | {
        "state": "RECRUITING",
        "county": "330328",
        "host_id": "h",
    }
    near, far = studio | {"id": STUDIO, "name": "甲工作室"}, studio | {"id": OTHER, "name": "乙工作室"}
    round_ = {
        "id": ROUND,
        "name": "第一批",
        "state": "OPEN",
        "opens_at": "2020-01-01T00:00:00Z",
        "closes_at": "2099-01-01T00:00:00Z",
        "counties": [],
    }
    against = {
        "round_id": ROUND,
        "obstacle": obstacle(code) if code in OF_THE_PERSON else None,
        "studios": [{"studio_id": STUDIO, **obstacle(code)}] if code in OF_THE_STUDIO else [],
    }
    window = told["GET /api/enrollment/studios/[^/]+/window"] | {"consent": None}
    return made | {
        "GET /api/approvals/summary": lambda _: SUMMARY,
        f"GET /api/enrollment/studios/{STUDIO}/window": lambda _: window,
        "GET /api/enrollment/eligibility": lambda _: {"items": [against]},
        "GET /api/enrollment/rounds": lambda _: {"items": [round_]},
        "GET /api/enrollment/studios": lambda _: {"items": [near, far], "next": None},
        f"GET /api/enrollment/studios/{STUDIO}": lambda _: told["GET /api/enrollment/studios/[^/]+"] | near,
        "GET /api/enrollment/applications/mine": lambda _: {"items": []},
        "GET /api/enrollment/members/mine": lambda _: {"items": []},
        "GET /api/enrollment/recommendations/mine": lambda _: {"items": []},
    }


async def read(app: FastAPI, address: str, code: str | None, offices: tuple[str, ...] = ()) -> str:
    async with seated(app, services(code), offices=offices) as browser:
        page = await browser.get(address)
    assert page.status_code == 200, page.text[-500:]
    return page.text


@pytest.mark.parametrize("address", ["/", "/applications", "/apply", f"/studios/{STUDIO}"])
@pytest.mark.parametrize("code", OF_THE_PERSON)
async def test_who_cannot_apply_is_told_why_and_offered_no_way_in(app: FastAPI, address: str, code: str) -> None:
    page = await read(app, address, code)
    assert WORDS[code] in page
    assert not [way for way in WAY_IN if way in page]
    if code == "second_application" and address != "/":
        assert 'href="/applications/a7"' in page


@pytest.mark.parametrize("address", ["/", "/applications", "/apply", f"/studios/{STUDIO}"])
async def test_who_may_apply_is_invited(app: FastAPI, address: str) -> None:
    page = await read(app, address, None)
    assert [way for way in WAY_IN if way in page]
    assert "现在不能申请" not in page


@pytest.mark.parametrize("code", OF_THE_STUDIO)
async def test_a_studio_that_would_be_refused_cannot_be_chosen_and_others_can(app: FastAPI, code: str) -> None:
    page = await read(app, "/apply", code)
    assert WORDS[code] in page
    assert f'value="{STUDIO}" disabled' in page
    assert f'value="{OTHER}" required' in page
    shown = await read(app, f"/studios/{STUDIO}", code)
    assert WORDS[code] in shown
    assert "q=" not in shown.partition('class="page-head"')[2].partition("</div>\n")[0]
    assert "另选工作室" in shown
    assert WAY_IN[0] in await read(app, "/", code)


@pytest.mark.parametrize(
    "office", [f"host:{STUDIO}", "county_office:330328", "trainee_school:01a22760-94ab-7470-9f2b-40289067972a"]
)
async def test_who_has_other_things_to_do_is_not_invited_at_home(app: FastAPI, office: str) -> None:
    page = await read(app, "/", None, (office,))
    assert not [way for way in WAY_IN if way in page]


@pytest.mark.parametrize("step", ["studio", "about", "files", "check"])
@pytest.mark.parametrize("code", WORDS)
async def test_what_was_begun_says_that_it_cannot_be_sent(app: FastAPI, code: str, step: str) -> None:
    answers = services(None)
    whole = answers[f"GET /api/enrollment/applications/{STUDIO}"](httpx2.Request("GET", "http://services.test"))
    draft = whole | {"id": "a1", "state": "DRAFT", "obstacle": obstacle(code)}
    async with seated(app, answers | {"GET /api/enrollment/applications/a1": lambda _: draft}, offices=()) as browser:
        page = await browser.get(f"/applications/a1/edit?step={step}")
    assert WORDS[code] in page.text
    assert "提交申请" not in page.text
