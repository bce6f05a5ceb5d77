"""Every kind of case has its words: for each state, each stage of the rules, and each verb a stage knows."""

import json
from typing import get_args

import pytest

from contracts.events.enrollment import ApplicationState, DisqualificationState, StudioState
from contracts.rules import VERSION_1, StageRule
from services.portal.cases import words as case_words
from services.portal.cases.courses import COURSES, DEEDS_LOGGED
from services.portal.cases.material import OWNERS
from services.portal.frame import words
from services.portal.frame.rendering import HERE
from services.portal.pages.studio_life import words as studio_words

NEW = [*VERSION_1.establishment.stages, *VERSION_1.discipline.stages]
STATES = {
    case_words.APPLICATION: get_args(ApplicationState),
    case_words.ESTABLISHMENT: get_args(StudioState),
    case_words.DISQUALIFICATION: get_args(DisqualificationState),
}


@pytest.mark.parametrize("kind", STATES)
def test_every_state_of_every_kind_is_called_something(kind: str) -> None:
    assert set(case_words.CASE_STATES[kind]) == set(STATES[kind])
    assert kind in case_words.KINDS
    assert kind in case_words.SHEETS
    assert kind in OWNERS


@pytest.mark.parametrize("kind", STATES)
def test_a_course_knows_no_state_that_does_not_exist(kind: str) -> None:
    course = COURSES[kind]
    named = {*course.ends, *course.refused, *course.back, *course.final_after}
    named |= {state for wait in course.waits for state in wait.here | wait.beyond}
    assert named <= set(STATES[kind])
    assert set(course.refused) <= set(course.ends)


@pytest.mark.parametrize("rule", NEW, ids=lambda rule: rule.stage)
def test_a_stage_has_words_for_its_verbs_or_is_a_deed_with_a_page(rule: StageRule) -> None:
    assert rule.stage in words.STAGES
    assert bool(rule.verbs) != (rule.stage in case_words.DEEDS)
    assert (rule.stage in DEEDS_LOGGED) == (rule.stage in case_words.DEEDS)
    for verb in rule.verbs:
        assert case_words.WAYS[rule.stage][verb].effect
        assert case_words.phrases(rule.stage, verb)


def test_an_application_keeps_the_words_of_the_verbs() -> None:
    assert case_words.verb_at("school", "approve") == words.VERBS["approve"]
    assert case_words.phrases("school", "approve") == words.PHRASES["approve"]
    assert case_words.verb_at("appeal", "approve").words == "撤销原决定"


def test_the_log_speaks_of_what_was_done_at_the_stage() -> None:
    def said(kind: str, verb: str, stage: str | None = None, **details: str) -> str:
        return case_words.logged(kind, {"verb": verb, "stage": stage, "details": details})

    assert said(case_words.APPLICATION, "submit") == "提交申请"
    assert said(case_words.ESTABLISHMENT, "submit") == "提名"
    assert said(case_words.ESTABLISHMENT, "reject", "base_confirmation") == "不同意"
    assert said(case_words.ESTABLISHMENT, "close", "dispatch", reason="done") == "已办理"
    assert said(case_words.APPLICATION, "close", "school", reason="withdrawn") == "办结（未作决定）"
    assert said(case_words.DISQUALIFICATION, "appeal") == "学员申诉"


def test_what_happens_to_a_studio_has_words() -> None:
    assert set(studio_words.HAPPENED) == set(get_args(StudioState))
    assert set(studio_words.TURNS) == set(studio_words.TURNS_CONFIRMED)


def test_every_pill_has_its_icon() -> None:
    known = set(json.loads((HERE / "frontend" / "icons.json").read_text()))
    assert {pill.icon for states in case_words.CASE_STATES.values() for pill in states.values()} <= known
