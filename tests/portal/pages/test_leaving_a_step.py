"""What a step must have is told as one leaves it by 下一步, beside the fields; going back and leaving it for later ask for nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from tests.portal.pages.test_applying import STUDIO, services
from tests.portal.standing import Answer, seated, sent
from tests.portal.test_every_form import NOMINATION

EDIT = "/applications/a1/edit"
SCHOOL = "trainee_school:01a22760-94ab-7470-9f2b-40289067972a"
ROUND_ID = "01a22760-94ab-7470-9f2b-000000000001"
ABOUT = {"post": "语文教师", "title": "一级教师", "phone": "19000000001", "motivation": "希望改进课堂教学。"}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))


def drafting(studio_id: str | None, saved: list[dict[str, Any]]) -> dict[str, Answer]:
    """Services that keep a draft; what is saved is noted, and shown from then on."""
    found = services(None)
    whole = found[f"GET /api/enrollment/applications/{STUDIO}"](httpx2.Request("GET", "http://services.test"))
    draft = dict.fromkeys(ABOUT, "") | {"round_id": "r1", "studio_id": studio_id}

    def save(request: httpx2.Request) -> dict[str, Any]:
        saved.append(json.loads(request.content))
        draft.update({name: value for name, value in saved[-1].items() if name in draft})
        return {"version": 1 + len(saved), "saved_at": "2026-11-20T01:00:00Z"}

    def application(_: httpx2.Request) -> dict[str, Any]:
        return whole | {"id": "a1", "state": "DRAFT", "obstacle": None, "draft": draft, "version": 1 + len(saved)}

    own = "/api/enrollment/applications/a1"
    return found | {f"GET {own}": application, f"PUT {own}": save}


def faults(page: str) -> set[str]:
    """The fields with a word of fault beside them."""
    return {name for name in ABOUT if f'id="{name}-error"' in page}


async def test_what_is_empty_is_told_beside_the_field_and_what_was_typed_is_saved_and_shown(app: FastAPI) -> None:
    saved: list[dict[str, Any]] = []
    typed = ABOUT | {"phone": " ", "motivation": ""}
    form = typed | {"step": "about", "go": "files", "base_version": "1"}
    answer = await sent(app, drafting(STUDIO, saved), EDIT, form)
    assert answer.status_code == 422
    assert faults(answer.text) == {"phone", "motivation"}
    assert "请先补全下面标出的必填项" in answer.text
    assert 'value="语文教师"' in answer.text
    assert saved == [typed | {"base_version": 1}]
    assert 'name="base_version" value="2"' in answer.text


@pytest.mark.parametrize("go", ["studio", "leave"])
async def test_going_back_or_leaving_it_for_later_is_always_allowed(app: FastAPI, go: str) -> None:
    saved: list[dict[str, Any]] = []
    form = dict.fromkeys(ABOUT, "") | {"post": "语文教师", "step": "about", "go": go, "base_version": "1"}
    answer = await sent(app, drafting(STUDIO, saved), EDIT, form)
    assert answer.status_code == 303
    assert saved[0]["post"] == "语文教师"


async def test_a_step_with_all_it_must_have_leads_on(app: FastAPI) -> None:
    form = ABOUT | {"step": "about", "go": "files", "base_version": "1"}
    answer = await sent(app, drafting(STUDIO, []), EDIT, form)
    assert answer.headers["location"] == f"{EDIT}?step=files"


async def test_without_a_studio_nobody_goes_on(app: FastAPI) -> None:
    answer = await sent(app, drafting(None, []), "/apply", {"round_id": ROUND_ID})
    assert answer.status_code == 422
    assert "请选择一个工作室。" in answer.text
    form = {"step": "studio", "go": "about", "base_version": "1", "round_id": ROUND_ID}
    answer = await sent(app, drafting(None, []), EDIT, form)
    assert answer.status_code == 422
    assert "请选择一个工作室。" in answer.text
    # One that was chosen before may stand on a page of the list that is not shown.
    assert (await sent(app, drafting(STUDIO, []), EDIT, form)).status_code == 303


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ("host_id", "请选择主持人。"), ("title", "请选择这一项。"), ("county", "请选择这一项。"), ("school_level", "请选择这一项。"),
        ("track", "请选择这一项。"), ("subject", "请填写这一项。"), ("file_id", "请上传称号证书（PDF、JPG 或 PNG）。"),
    ],
)  # fmt: skip
async def test_a_nomination_is_looked_at_once_more_only_where_nothing_is_missing(
    app: FastAPI, left_out: str, words: str
) -> None:
    whole = await sent(app, services(None), "/nominate", NOMINATION | {"do": "check"}, SCHOOL)
    assert (whole.status_code, "提交市名师办审核</button>" in whole.text) == (200, True)
    some = {name: value for name, value in NOMINATION.items() if name != left_out} | {"statement": "教学扎实。"}
    answer = await sent(app, services(None), "/nominate", some | {"do": "check"}, SCHOOL)
    assert answer.status_code == 422
    assert answer.text.count(words) == 1
    assert "教学扎实。" in answer.text
    assert "提交市名师办审核</button>" not in answer.text


async def test_a_title_that_is_not_listed_asks_for_its_own_fields(app: FastAPI) -> None:
    form = NOMINATION | {"title": "other", "title_name": "教坛新秀", "do": "check"}
    answer = await sent(app, services(None), "/nominate", form, SCHOOL)
    assert {name for name in ("title_name", "title_level", "outside_reason") if f'id="{name}-error"' in answer.text} == {
        "title_level", "outside_reason",
    }  # fmt: skip


async def test_looking_for_somebody_and_coming_back_from_the_last_look_ask_for_nothing(app: FastAPI) -> None:
    for do in ("search", "upload", "edit"):
        answer = await sent(app, services(None), "/nominate", {"do": do, "subject": "数学"}, SCHOOL)
        assert answer.status_code == 200
        assert 'value="数学"' in answer.text


async def test_no_browser_keeps_a_step_back_with_words_of_its_own(app: FastAPI) -> None:
    async with seated(app, drafting(STUDIO, []), offices=(SCHOOL,)) as browser:
        for address in ("/apply", f"{EDIT}?step=studio", f"{EDIT}?step=about", "/nominate"):
            page = (await browser.get(address)).text
            button = page[: page.index("下一步：")].rpartition("<button")[2]
            assert "formnovalidate" in button, address
