"""Where several rounds recruit in the reader's county they choose one, and what they do then is of that round."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from tests.portal.pages.test_applying import STUDIO, services
from tests.portal.standing import Answer, seated, sent

SCHOOL = "trainee_school:01a22760-94ab-7470-9f2b-40289067972a"
R1, R2, R3 = (f"01a22760-94ab-7470-9f2b-00000000000{n}" for n in (1, 2, 3))
NAMES = {R1: "春季第一批", R2: "春季补充", R3: "外县一批"}
COUNTY, ELSEWHERE = "330328", "330326"
CHIP = re.compile(r'<a class="chip" href="([^"]*)"( aria-current="true")?>([^<]*)</a>')


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))


def round_(id_: str, day: int) -> dict[str, Any]:
    dates = {"opens_at": "2020-01-01T00:00:00Z", "closes_at": f"2026-12-{day:02}T00:00:00Z"}
    return dates | {
        "id": id_, "name": NAMES[id_], "state": "OPEN", "counties": [ELSEWHERE if id_ == R3 else COUNTY],
    }  # fmt: skip


def answers(asked: list[httpx2.Request], *rounds: str) -> dict[str, Answer]:
    """Services with these rounds; what lists of studios are asked for is noted."""
    found = services(None)
    me = found["GET /api/directory/me"](httpx2.Request("GET", "http://services.test"))
    studios = found["GET /api/enrollment/studios"]

    def noted(request: httpx2.Request) -> Any:
        asked.append(request)
        return studios(request)

    county = {"code": COUNTY, "name": "文成县", "listed": True}
    listed = {"items": [round_(id_, 20 - place) for place, id_ in enumerate(rounds)]}
    return found | {
        "GET /api/enrollment/rounds": lambda _: listed,
        "GET /api/enrollment/studios": noted,
        "GET /api/directory/counties": lambda _: {"items": [county]},
        "GET /api/directory/me": lambda _: me | {"county": COUNTY},
    }


async def opened(app: FastAPI, address: str, *rounds: str) -> tuple[str, list[str]]:
    """The page, and the rounds whose studios it asked for."""
    asked: list[httpx2.Request] = []
    offices = (SCHOOL,) if address.startswith("/recommendations") else ()
    async with seated(app, answers(asked, *rounds), offices=offices) as browser:
        page = await browser.get(address)
    assert page.status_code == 200, page.text[-500:]
    return page.text, [request.url.params["round_id"] for request in asked if "round_id" in request.url.params]


def chips(page: str) -> list[tuple[str, bool, str]]:
    return [(address.replace("&amp;", "&"), bool(here), name) for address, here, name in CHIP.findall(page)]


@pytest.mark.parametrize("page", ["/recommendations", "/apply"])
async def test_the_chosen_round_is_marked_and_is_that_of_the_form_and_its_studios(app: FastAPI, page: str) -> None:
    for chosen, other in ((R1, R2), (R2, R1)):
        shown, asked = await opened(app, f"{page}?round_id={chosen}", R1, R2, R3)
        assert {name: here for _, here, name in chips(shown)} == {NAMES[chosen]: True, NAMES[other]: False}
        assert f'name="round_id" value="{chosen}"' in shown
        assert f'name="round_id" value="{other}"' not in shown
        assert set(asked) == {chosen}


@pytest.mark.parametrize("page", ["/recommendations", "/apply"])
async def test_a_chip_leads_to_its_round(app: FastAPI, page: str) -> None:
    shown, _ = await opened(app, page, R1, R2)
    for address, _, name in chips(shown):
        led, _ = await opened(app, address, R1, R2)
        assert [told for _, here, told in chips(led) if here] == [name]


@pytest.mark.parametrize("page", ["/recommendations", "/apply"])
async def test_one_round_is_nothing_to_choose(app: FastAPI, page: str) -> None:
    shown, asked = await opened(app, page, R1, R3)
    assert not chips(shown)
    assert f'name="round_id" value="{R1}"' in shown
    assert set(asked) == {R1}


async def test_one_that_recruits_elsewhere_or_is_over_gives_way_to_one_of_ones_own(app: FastAPI) -> None:
    for page in (f"/recommendations?round_id={R3}", f"/apply?round_id={R3}", "/apply?round_id=gone"):
        shown, _ = await opened(app, page, R1, R2, R3)
        assert f'name="round_id" value="{R3}"' not in shown
        assert len([here for _, here, _ in chips(shown) if here]) == 1


async def test_other_filters_are_kept_as_a_round_is_chosen(app: FastAPI) -> None:
    shown, _ = await opened(app, "/apply?school_level=小学&after=x", R1, R2)
    assert all("school_level=" in address and "after=" not in address for address, _, _ in chips(shown))


async def test_a_draft_is_shown_in_the_round_it_was_begun_in(app: FastAPI) -> None:
    found = answers([], R1, R2)
    whole = found[f"GET /api/enrollment/applications/{STUDIO}"](httpx2.Request("GET", "http://services.test"))
    begun = whole["draft"] | {"round_id": R1, "studio_id": STUDIO}
    draft = whole | {"id": "a1", "state": "DRAFT", "obstacle": None, "draft": begun}
    found["GET /api/enrollment/applications/a1"] = lambda _: draft
    async with seated(app, found, offices=()) as browser:
        page = (await browser.get("/applications/a1/edit?step=studio")).text
        assert f'name="round_id" value="{R1}"' in page
        other = next(address for address, here, _ in chips(page) if not here)
        assert "选工作室" in (await browser.get(other)).text
        assert f'name="round_id" value="{R2}"' in (await browser.get(other)).text


async def test_whoever_has_recommended_goes_on_in_the_same_round(app: FastAPI) -> None:
    found = answers([], R1, R2) | {"POST /api/enrollment/recommendations": lambda _: {}}
    answer = await sent(app, found, "/recommendations", {"round_id": R1, "teacher_id": R3}, SCHOOL)
    assert answer.headers["location"] == f"/recommendations?round_id={R1}"


async def test_whoever_takes_one_back_stays_where_they_were(app: FastAPI) -> None:
    found = answers([], R1, R2) | {"DELETE /api/enrollment/recommendations/7": lambda _: {}}
    row = found["GET /api/enrollment/recommendations"](httpx2.Request("GET", "http://services.test"))["items"][0]
    waiting = row | {"id": "7", "withdrawn_at": None, "application_state": None}
    found["GET /api/enrollment/recommendations"] = lambda _: {"items": [waiting], "next": None}
    there = f"/recommendations?after=x&round_id={R1}"
    async with seated(app, found, offices=(SCHOOL,)) as browser:
        page = (await browser.get(there)).text
    [action] = re.findall(r'action="(/recommendations/7/withdraw[^"]*)"', page)
    answer = await sent(app, found, action.replace("&amp;", "&"), {}, SCHOOL)
    assert answer.headers["location"] == there


@pytest.mark.parametrize("office", [SCHOOL, f"county_personnel_section:{COUNTY}"])
async def test_a_sheet_is_for_the_round_of_the_address(app: FastAPI, office: str) -> None:
    async with seated(app, answers([], R1, R2), offices=(office,)) as browser:
        for chosen in (R1, R2):
            page = (await browser.get(f"/recommendations?round_id={chosen}")).text
            assert re.findall(r'<option value="([^"]+)" selected', page) == [chosen]


async def test_a_refused_sheet_comes_back_in_its_round(app: FastAPI) -> None:
    refusal = httpx2.Response(422, json={"code": "invalid", "detail": "不是表格"})
    found = answers([], R1, R2) | {"POST /api/enrollment/recommendation-imports": lambda _: refusal}
    answer = await sent(app, found, "/recommendations/imports", {"round_id": R1}, SCHOOL)
    assert "不是表格" in answer.text
    assert re.findall(r'<option value="([^"]+)" selected', answer.text) == [R1]


def begun_in(found: dict[str, Answer], state: str, round_id: str, name: str) -> None:
    """Let there be an application of this state, once sent or begun in this round."""
    whole = found[f"GET /api/enrollment/applications/{STUDIO}"](httpx2.Request("GET", "http://services.test"))
    draft = whole["draft"] | {"round_id": round_id, "studio_id": STUDIO}
    named = {"round": {"id": round_id, "name": name}, "draft": draft, "obstacle": None}
    found["GET /api/enrollment/applications/a1"] = lambda _: whole | {"id": "a1", "state": state} | named


async def read(app: FastAPI, found: dict[str, Answer], address: str) -> str:
    async with seated(app, found, offices=()) as browser:
        return (await browser.get(address)).text


async def test_the_last_look_names_the_round(app: FastAPI) -> None:
    found = answers([], R1, R2)
    begun_in(found, "DRAFT", R1, NAMES[R1])
    assert f"<dd>{NAMES[R1]}</dd>" in await read(app, found, "/applications/a1/edit?step=check")


async def test_what_was_returned_stays_in_its_round(app: FastAPI) -> None:
    found = answers([], R1, R2)
    begun_in(found, "RETURNED", R1, NAMES[R1])
    for address in ("/applications/a1/edit?step=studio", f"/applications/a1/edit?step=studio&round_id={R2}"):
        page = await read(app, found, address)
        assert f'name="round_id" value="{R1}"' in page
        assert not chips(page)


async def test_a_draft_whose_round_has_ended_says_that_it_would_move(app: FastAPI) -> None:
    found = answers([], R1, R2)
    begun_in(found, "DRAFT", "gone", "去年一批")
    page = await read(app, found, "/applications/a1/edit?step=studio")
    assert "这份申请原来的招收批次「去年一批」已不再招收" in page
    assert f"申请就转到「{NAMES[R2]}」" in page
    # One that was never there has no name.
    whole = found["GET /api/enrollment/applications/a1"](httpx2.Request("GET", "http://services.test"))
    found["GET /api/enrollment/applications/a1"] = lambda _: whole | {"round": None}
    assert "原来的招收批次「—」已不再招收" in await read(app, found, "/applications/a1/edit?step=studio")
    begun_in(found, "DRAFT", R1, NAMES[R1])
    assert "已不再招收" not in await read(app, found, "/applications/a1/edit?step=studio")


async def test_where_no_round_is_left_no_studio_can_be_chosen(app: FastAPI) -> None:
    for state, opened in (("RETURNED", (R1,)), ("DRAFT", ())):
        found = answers([], *opened)
        begun_in(found, state, "gone", "去年一批")
        page = await read(app, found, "/applications/a1/edit?step=studio")
        assert "这份申请的招收批次已不再招收" in page
        assert 'name="studio_id"' not in page


async def test_a_draft_stays_in_its_round_while_one_looks_at_another_county(app: FastAPI) -> None:
    found = answers([], R1, R3)
    begun_in(found, "DRAFT", R1, NAMES[R1])
    page = await read(app, found, f"/applications/a1/edit?step=studio&county={ELSEWHERE}")
    assert f'name="round_id" value="{R1}"' in page


async def test_a_refused_choice_comes_back_in_the_round_it_was_made_in(app: FastAPI) -> None:
    found = answers([], R1, R2)
    begun_in(found, "DRAFT", R1, NAMES[R1])
    refusal = httpx2.Response(422, json={"code": "invalid", "detail": "不行"})
    found["PUT /api/enrollment/applications/a1"] = lambda _: refusal
    form = {"step": "studio", "go": "about", "base_version": "1", "round_id": R2}
    answer = await sent(app, found, "/applications/a1/edit", form)
    assert f'name="round_id" value="{R2}"' in answer.text


@pytest.mark.parametrize(
    "round_id", ["01a22760-94ab-7470-9f2b-00000000000f", "00000000-0000-0000-0000-000000000000", "zz"]
)
async def test_a_round_that_takes_nobody_is_refused_beside_the_choice_and_another_is_named(
    app: FastAPI, round_id: str
) -> None:
    closed = {"code": "round_closed", "detail": "—", "errors": [{"field": "round_id", "detail": "本批次已经截止"}]}
    found = answers([], R1, R2)
    refusing = dict.fromkeys((f"PUT /api/enrollment/applications/{R3}",), lambda _: httpx2.Response(409, json=closed))
    answer = await sent(app, found | refusing, "/apply", {"id": R3, "round_id": round_id, "studio_id": R3})
    assert answer.status_code in (409, 422)
    form = answer.text.partition('action="/apply"')[2]
    assert form.count("本批次已经截止") + form.count("不是页面上给出的") == 1
    assert f"您选的批次不能申请，下面列的是「{NAMES[R2]}」的工作室。" in form
    assert f'name="round_id" value="{R2}"' in form
