"""The page of a studio's life, for every right somebody may have there, in both languages."""

from typing import Any

import pytest
from fastapi import FastAPI
from markupsafe import Markup

from services.portal.frame.drafts import Drafts
from services.portal.frame.typed import Typed
from services.portal.frame.visit import NOTHING_WAITS
from services.portal.pages.studio.words import STATES
from services.portal.pages.studio_life.words import HAPPENED, TURNS, TURNS_CONFIRMED

RIGHTS = {
    "dispatch": 'action="/studios/1/life/dispatch"',
    "propose": 'name="propose_school"',
    "activate": 'name="activate_waiver"',
    "suspend": 'name="suspend_reason"',
    "resume": 'name="resume_reason"',
    "terminate": 'name="terminate_reason"',
    "change_host": 'name="host_title"',
    "fund.APPLIED_FOR": 'value="APPLIED_FOR"',
    "fund.ALLOCATED": 'value="ALLOCATED"',
    "fund.RECEIVED": 'value="RECEIVED"',
}


def page(app: FastAPI, language: str, may: list[str], **changed: Any) -> str:
    studio = {
        "id": "1", "name": "夏知远工作室", "host_name": "夏知远", "host_school_name": "城南小学", "county": "330328",
        "county_name": "文成县", "base_school_name": "", "members": 9, "minimum": 10,
    }  # fmt: skip
    life = {
        "state": "RECRUITING", "state_since": "2026-01-01T00:00:00Z", "case_no": None, "county": "330328", "waiver": None,
        "proposed_school_name": None, "fund": {"state": None, "amount": None}, "host_term": 1, "terms": [], "history": [],
        "revisions": [], "members": 9, "minimum": 10, "window_published": True, "may": may,
    } | changed  # fmt: skip
    frame = {
        "path": "/", "here": "/", "csrf": "", "form_token": Markup("token"), "said": None, "problem": None, "typed": Typed(),
        "drafts": Drafts(), "about": "",
        "me": {"name": "周明", "person_id": "1"}, "acting": None, "doors": [], "summary": NOTHING_WAITS, "waiting": 0, "began": 0.0,
    }  # fmt: skip
    choices = {
        "offered": {
            "counties": {"330328": "文成县"}, "schools": [{"id": "2", "name": "珊溪小学", "school_levels": ["小学"]}],
        }, "people": [], "papers": [],
    }  # fmt: skip
    read: dict[str, Any] = {"heading": "", "material": [], "files": [], "files_at": "", "warnings": [], "strip": None}
    context = frame | choices | read | {"studio": studio, "life": life, "owned": life}
    return str(app.state.pages.render(language, "studio_life/show.html", **context))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_right_has_its_form_and_nobody_else_sees_one(app: FastAPI, language: str) -> None:
    assert "<form" not in page(app, language, []).partition("<article")[2].partition("</article>")[0]
    for right, form in RIGHTS.items():
        assert form in page(app, language, [right]), right


def test_a_waiver_is_asked_for_only_where_members_are_missing(app: FastAPI) -> None:
    assert "activate_waiver" not in page(app, "zh", ["activate"], members=10)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_minimum_not_known_yet_is_not_made_up(app: FastAPI, language: str) -> None:
    told = page(app, language, ["activate"], minimum=None)
    assert "activate_waiver" not in told
    assert "None" not in told


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_told_in_the_history(app: FastAPI, state: str) -> None:
    entry = {"what": "state", "value": state, "at": "2026-01-01T00:00:00Z", "by_name": None, "reason": ""}
    assert "<time" in page(app, "zh", [], state=state, history=[entry])


def test_money_is_told_in_yuan(app: FastAPI) -> None:
    entry = {
        "what": "fund",
        "value": "ALLOCATED",
        "at": "2026-01-01T00:00:00Z",
        "by_name": "周明",
        "reason": "2000000",
    }
    told = page(app, "zh", ["fund.RECEIVED"], fund={"state": "ALLOCATED", "amount": 2_000_000}, history=[entry])
    assert told.count("¥20,000.00") == 2
    assert 'value="20000.00"' in told


def test_what_happens_to_a_studio_has_words() -> None:
    assert set(HAPPENED) == set(STATES)
    assert set(TURNS) == set(TURNS_CONFIRMED)
