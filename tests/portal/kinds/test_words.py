"""Every kind of case has all its words: for each state, each stage of each published rule set, each verb of each stage."""

import json
from typing import Any, get_args

import pytest
from fastapi import FastAPI

from contracts.kinds import KINDS as REGISTERED
from contracts.rules import VERSION_1, RuleSet, StageRule
from services.enrollment.domain.disqualification.states import DisqualificationState
from services.enrollment.domain.words import ApplicationState, StudioState
from services.portal.cases.words import DONE, ENDED, NOTED, CaseWords
from services.portal.frame.rendering import HERE
from services.portal.frame.speech import LANGUAGES, Language, Speech
from services.portal.kinds import KINDS
from services.portal.kinds.declared import KindWords

PUBLISHED: tuple[RuleSet, ...] = (VERSION_1,)
STATES = {
    "trainee_application": get_args(ApplicationState),
    "studio_establishment": get_args(StudioState),
    "disqualification": get_args(DisqualificationState),
}
# What owners say was done at theirs, and why tasks end with it.
DEEDS = {
    "trainee_application": {"submit", "resubmit", "withdraw"},
    "studio_establishment": {"submit", "dispatch", "propose_base"},
    "disqualification": {"flag", "state", "appeal", "correct"},
}
CAUSES = {
    "trainee_application": {"withdrawn", "round_closed", "lapsed"},
    "studio_establishment": {"terminated"},
    "disqualification": {"lapsed", "corrected"},
}
# What approvals itself notes in a log.
OWN = {"open", "claim", "release", "remind", "escalate", "close", "overtaken"}


def chains(rules: RuleSet) -> dict[str, tuple[StageRule, ...]]:
    """The stages of each kind under a rule set."""
    return {kind.name: getattr(rules, kind.area).stages for kind in REGISTERED.values() if kind.area}


def ruled() -> list[tuple[str, StageRule]]:
    return [(kind, rule) for rules in PUBLISHED for kind, stages in chains(rules).items() for rule in stages]


def words_in(app: FastAPI, language: Language) -> CaseWords:
    return CaseWords(app.state.pages.speech(language))


def chinese() -> CaseWords:
    return CaseWords(Speech("zh", lambda words, **values: words % values))


def test_each_kind_of_the_rules_has_a_file_of_words() -> None:
    assert set(KINDS) == set(STATES) == set(chains(VERSION_1))


@pytest.mark.parametrize("kind", list(STATES))
def test_every_state_is_called_something_and_none_that_does_not_exist(kind: str) -> None:
    assert set(KINDS[kind].states) == set(STATES[kind])


@pytest.mark.parametrize("kind", list(STATES))
def test_a_course_knows_no_state_and_no_stage_that_does_not_exist(kind: str) -> None:
    course = KINDS[kind].course
    named = {*course.ends, *course.refused, *course.back, *course.final_after}
    named |= {state for wait in course.waits for state in wait.here | wait.beyond}
    assert named <= set(STATES[kind])
    assert set(course.refused) <= set(course.ends)
    assert set(course.final_after.values()) <= set(KINDS[kind].stages)


@pytest.mark.parametrize(("kind", "rule"), ruled(), ids=lambda each: getattr(each, "stage", each))
def test_every_stage_has_its_words(kind: str, rule: StageRule) -> None:
    stage = KINDS[kind].stages[rule.stage]
    assert set(stage.verbs) == set(rule.verbs)
    assert (stage.deed is None) == bool(rule.verbs)
    assert bool(stage.signed) == bool(rule.verbs)
    assert set(rule.attestations) <= set(KINDS[kind].attestations)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "rule"), ruled(), ids=lambda each: getattr(each, "stage", each))
def test_every_verb_says_what_it_is_and_does(app: FastAPI, kind: str, rule: StageRule, language: Language) -> None:
    words, raw = words_in(app, language), chinese()
    for verb in rule.verbs:
        said = [
            (words.verb(kind, rule.stage, verb).words, raw.verb(kind, rule.stage, verb).words),
            (words.effect(kind, rule.stage, verb, "X"), raw.effect(kind, rule.stage, verb, "X")),
            (words.effect(kind, rule.stage, verb, None), raw.effect(kind, rule.stage, verb, None)),
            *zip(words.phrases(kind, rule.stage, verb), raw.phrases(kind, rule.stage, verb), strict=True),
        ]
        assert len(said) > 3, "people want a phrase to begin from"
        for here, key in said:
            assert here
            assert verb not in here.split()
            assert (here == key) == (language == "zh"), f"no English for {key}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("known", list(KINDS.values()), ids=lambda known: known.kind)
def test_everything_declared_is_said_in_both_languages(app: FastAPI, known: KindWords, language: Language) -> None:
    words, kind = words_in(app, language), known.kind
    said = [
        (words.kind(kind), known.name),
        (words.applicant(kind), known.applicant),
        *((words.state(kind, state).words, pill.words) for state, pill in known.states.items()),
        *((words.stage(kind, code), stage.name) for code, stage in known.stages.items()),
        *(
            (words.logged(kind, {"verb": verb, "stage": None, "decision": False}), told)
            for verb, told in known.logged.items()
        ),
        *((words.ending(kind, end), told) for end, told in known.endings.items()),
        *((words.reason(kind, reason), told) for reason, told in known.reasons.items()),
    ]
    for here, key in said:
        assert (here == key) == (language == "zh"), f"no English for {key}"


def test_the_log_and_the_ends_of_tasks_leave_nothing_unsaid() -> None:
    for kind, deeds in DEEDS.items():
        assert deeds <= set(KINDS[kind].logged)
        assert CAUSES[kind] <= set(KINDS[kind].endings)
    assert set(NOTED) == OWN
    assert {*ENDED, DONE} == {"settled", "office_changed", "restarted", "done"}


def test_the_log_speaks_of_what_was_done_at_the_stage() -> None:
    def said(kind: str, verb: str, stage: str | None = None, **details: str) -> str:
        return chinese().logged(
            kind, {"verb": verb, "stage": stage, "decision": stage is not None and verb != "close", "details": details}
        )

    assert said("trainee_application", "submit") == "提交申请"
    assert said("trainee_application", "approve", "school") == "同意推荐"
    assert said("trainee_application", "reject", "school") == "不予推荐"
    assert said("trainee_application", "reject", "county") == "驳回"
    assert said("studio_establishment", "submit") == "提名"
    assert said("studio_establishment", "reject", "base_confirmation") == "不同意"
    assert said("studio_establishment", "close", "dispatch", reason="done") == "已办理"
    assert said("trainee_application", "close", "school", reason="withdrawn") == "办结（未作决定）"
    assert said("disqualification", "appeal") == "学员申诉"
    assert said("disqualification", "approve", "appeal") == "撤销原决定"


@pytest.mark.parametrize(("kind", "rule"), ruled(), ids=lambda each: getattr(each, "stage", each))
def test_what_was_done_is_told_with_the_name_it_stood_under(kind: str, rule: StageRule) -> None:
    task = {"kind": kind, "stage": rule.stage, "case_no": "BM-1", "applicant_name": "周雨晴", "title": "周雨晴"}
    for verb in rule.verbs:
        for following in ("文成县名师办", None):
            said = chinese().told(task, verb, following)
            assert "周雨晴" in said
            assert said.startswith("已")


def test_an_approval_tells_who_has_it_next_and_the_last_one_what_came_of_it() -> None:
    task = {
        "kind": "trainee_application",
        "stage": "school",
        "case_no": "BM-1",
        "applicant_name": "周雨晴 100%(n)s",
        "title": "",
    }
    words = chinese()
    assert words.told(task, "approve", "文成县名师办") == "已同意推荐周雨晴 100%(n)s，已转文成县名师办"
    task |= {"stage": "municipal"}
    assert words.told(task, "approve", None) == "已同意周雨晴 100%(n)s的申请，录取为工作室学员"
    assert words.told(task | {"kind": "claim"}, "approve", None) == "已办理 BM-1：approve（本系统尚未收录）"


def test_a_stage_of_one_kind_says_nothing_of_another() -> None:
    words = chinese()
    for said in (
        words.verb("disqualification", "municipal", "approve").words,
        words.stage("studio_establishment", "school"),
        words.state("disqualification", "ADMITTED").words,
        words.logged("disqualification", {"verb": "submit", "stage": None, "decision": False, "details": {}}),
        words.ending("studio_establishment", "round_closed"),
    ):
        assert said.endswith("（本系统尚未收录）")
    assert "录取" not in words.effect("claim", "municipal", "approve", None)
    assert words.phrases("claim", "municipal", "approve") == []


def test_what_a_newer_service_says_is_shown_as_it_came(app: FastAPI) -> None:
    word = "<b>100%(n)s</b>"
    entry = {"verb": word, "stage": word, "decision": True, "details": {"reason": word}}
    for language in LANGUAGES:
        words = words_in(app, language)
        for kind in ("trainee_application", word):
            told: list[Any] = [
                words.state(kind, word).words, words.stage(kind, word), words.verb(kind, word, word).words,
                words.signed(kind, word), words.logged(kind, entry), words.ending(kind, word), words.attestation(kind, word),
            ]  # fmt: skip
            assert all(said.startswith(word) and type(said) is str for said in told)
        assert words.kind(word).startswith(word)
        assert (words.reason(word, word), words.page(word, "1"), words.off(word, word, word)) == ("", None, "")


def test_every_pill_has_its_icon() -> None:
    known = set(json.loads((HERE / "frontend" / "icons.json").read_text()))
    assert {pill.icon for words in KINDS.values() for pill in words.states.values()} | {"help"} <= known
