"""The directory's rules, without a server."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.offices import Role
from contracts.rules import VERSION_1, RuleSet
from contracts.spans import Span
from services.directory.domain.account.session import SESSION_IDLE, SESSION_LONGEST, Refreshing, SessionState, expiry
from services.directory.domain.account.sign_in import STRANGER, Tries, password_fault, subscriber
from services.directory.domain.assignment import scope_fault
from services.directory.domain.person import view_of
from services.directory.domain.proxy import Wish, ended, wish_faults
from services.directory.domain.rule_set import rule_set_faults
from services.directory.domain.texts import (
    fold_login,
    fold_phone,
    has_control_characters,
    login_fault,
    name_fault,
    phone_fault,
    printable,
)

NOW = datetime(2021, 12, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ME, DEPUTY = UUID(int=1), UUID(int=2)
COUNTY, SCHOOL = "county_office:330328", "trainee_school:00000000-0000-0000-0000-000000000009"


@pytest.mark.parametrize("name", ["林晓岚", "陈𠮷", "古丽娜尔·艾尼瓦尔", "O’Neill", "长" * 60, "<b>甲</b>"])
def test_names_people_have(name: str) -> None:
    assert name_fault(name) is None


@pytest.mark.parametrize("name", ["", "  ", "长" * 61, "林\n晓岚", "林\0", "林\u202e晓岚", "林\u2028"])
def test_names_nobody_has(name: str) -> None:
    assert name_fault(name) is not None


@given(st.text())
def test_a_search_word_can_always_be_searched_for(word: str) -> None:
    assert not has_control_characters(printable(word))


@pytest.mark.parametrize(
    ("typed", "fine"),
    [
        ("１３９００００１１１１", True),
        (" 19000000001 ", True),
        ("12900001111", False),
        ("1390000111", False),
        ("٠٣٩٠٠٠٠١١١١", False),
    ],
)
def test_phones(typed: str, fine: bool) -> None:
    assert (phone_fault(fold_phone(typed)) is None) is fine


def test_logins_do_not_mind_case_or_width() -> None:
    assert fold_login(" Ｔeacher-1 ") == "teacher-1"
    assert login_fault("teacher-1") is None
    assert login_fault("a b") is not None
    assert login_fault("x" * 65) is not None


@pytest.mark.parametrize(
    ("role", "scope", "fits"),
    [
        (Role.MUNICIPAL_OFFICE, "city", True),
        (Role.MUNICIPAL_OFFICE, "330328", False),
        (Role.COUNTY_OFFICE, "330328", True),
        (Role.COUNTY_OFFICE, "city", False),
        (Role.TRAINEE_SCHOOL, str(UUID(int=9)), True),
        (Role.TRAINEE_SCHOOL, "330328", False),
        (Role.HOST, str(UUID(int=9)), True),
        (Role.HOST, "wc04", False),
        # Whoever was appointed another person could act as that person.
        (Role.PERSON, str(UUID(int=9)), False),
    ],
)
def test_scopes(role: Role, scope: str, fits: bool) -> None:
    assert (scope_fault(role, scope) is None) is fits


def test_views() -> None:
    county = view_of(ME, frozenset({COUNTY}))
    assert county.sees.counties == county.calls.counties == {"330328"}
    assert not county.sees.everywhere
    lead = view_of(ME, frozenset({"county_lead:330328"}))
    assert lead.sees.counties == {"330328"}
    assert not lead.calls
    assert view_of(ME, frozenset({"municipal_office:city"})).calls.everywhere


def test_the_wait_begins_after_the_free_ones_doubles_and_stays_short_enough() -> None:
    tries, waits = Tries(0, NOW), []
    for _ in range(12):
        tries = tries.one_more(NOW)
        waits.append(tries.wait(STRANGER, NOW))
    assert waits[:7] == [0 * MINUTE] * 4 + [MINUTE / 2, MINUTE, 2 * MINUTE]
    assert waits[-1] == Tries(10**6, NOW).wait(STRANGER, NOW) == STRANGER.longest
    assert Tries(4, NOW).wait(STRANGER, NOW - MINUTE) == 0 * MINUTE
    assert [STRANGER.left_after(count) for count in (0, 4, 5, 9)] == [5, 1, 0, 0]


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::", "2001:db8::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_stands_for_its_subscriber(address: str, whose: str) -> None:
    assert subscriber(address) == whose


@pytest.mark.parametrize(
    ("presented", "after", "worth"),
    [
        (3, timedelta(days=1), Refreshing.CURRENT),
        (2, timedelta(seconds=60), Refreshing.JUST_REPLACED),
        (2, timedelta(seconds=61), Refreshing.REUSED),
        (1, timedelta(seconds=1), Refreshing.REUSED),
        (3, timedelta(days=7), Refreshing.ENDED),
    ],
)
def test_what_a_refresh_token_is_worth(presented: int, after: timedelta, worth: Refreshing) -> None:
    state = SessionState(3, NOW, NOW + SESSION_IDLE, revoked=False)
    assert state.judge(presented, NOW + after) is worth


def test_a_session_ends_after_a_week_unused_and_a_month_in_any_case() -> None:
    assert expiry(NOW, NOW) == NOW + SESSION_IDLE
    assert expiry(NOW, NOW + timedelta(days=29)) == NOW + SESSION_LONGEST


@pytest.mark.parametrize("password", ["short", "x" * 129, "aaaaaaaaaaaa", "TEACHER-LIN1"])
def test_passwords_refused(password: str) -> None:
    assert password_fault(password, "teacher-lin1") is not None


def wish(offices: tuple[str, ...] = (COUNTY,), deputy: UUID = DEPUTY, until: datetime = NOW + MINUTE) -> Wish:
    return Wish(ME, deputy, offices, NOW, until)


def test_a_proxy_for_what_one_holds() -> None:
    assert wish_faults(wish(), {COUNTY, SCHOOL}, True, NOW) == []


@pytest.mark.parametrize(
    ("asked", "known", "field"),
    [
        (wish(offices=()), True, "offices"),
        (wish(offices=(COUNTY, SCHOOL)), True, "offices.1"),
        (wish(offices=("nonsense",)), True, "offices.0"),
        (wish(offices=("administrator:city",)), True, "offices.0"),
        (wish(deputy=ME), True, "deputy_id"),
        (wish(), False, "deputy_id"),
        (wish(until=NOW), True, "valid_until"),
        (wish(until=datetime(9999, 1, 1, tzinfo=UTC)), True, "valid_until"),
    ],
)
def test_proxies_refused(asked: Wish, known: bool, field: str) -> None:
    faults = wish_faults(asked, {COUNTY, "administrator:city"}, known, NOW)
    assert [fault.name for fault in faults] == [field]


def test_a_proxy_in_the_past_is_refused() -> None:
    assert wish_faults(wish(), {COUNTY}, True, NOW + 2 * MINUTE)[0].name == "valid_until"


def test_a_revoked_proxy_ends_at_once_and_never_begins() -> None:
    assert ended(NOW, NOW + 9 * MINUTE, NOW + MINUTE) == NOW + MINUTE
    assert ended(NOW + 5 * MINUTE, NOW + 9 * MINUTE, NOW + MINUTE) == NOW + 5 * MINUTE


def changed(area: str, **values: object) -> RuleSet:
    return VERSION_1.model_copy(update={area: getattr(VERSION_1, area).model_copy(update=values)})


def stage_of(area: str, index: int, **values: object) -> RuleSet:
    """Version 1 with one stage of one of its chains changed."""
    stages = list(getattr(VERSION_1, area).stages)
    stages[index] = stages[index].model_copy(update=values)
    return changed(area, stages=tuple(stages))


def test_the_measures_own_rules_are_sound() -> None:
    assert rule_set_faults(VERSION_1) == []


CHAINS = [area for area in RuleSet.model_fields if hasattr(getattr(VERSION_1, area), "stages")]
TITLE = VERSION_1.establishment.titles[0]
NO_TIME = Span(amount=0, unit="days")


@pytest.mark.parametrize(
    ("field", "rules"),
    [
        ("recruitment.soft_cap", changed("recruitment", soft_cap=9)),
        ("recruitment.correction_period", changed("recruitment", correction_period=NO_TIME)),
        ("recruitment.own_school_recommender", changed("recruitment", own_school_recommender=Role.STAGE_LEAD)),
        ("recruitment.stages.0.remind_every", stage_of("recruitment", 0, remind_every=Span(amount=10**18, unit="hours"))),
        ("recruitment.stages.1.deadline", stage_of("recruitment", 1, deadline=NO_TIME)),
        ("recruitment.stages.2.verbs", stage_of("recruitment", 2, verbs=("return",))),
        ("recruitment.stages.2.escalate_scope", stage_of("recruitment", 2, escalate_to=None)),
        ("recruitment.stages.2.attestations", stage_of("recruitment", 2, attestations=("ethics", "ethics"))),
        # In overall charge, and yet it decides nothing (Art. 11.1).
        ("recruitment.stages.2.role", stage_of("recruitment", 2, role=Role.MUNICIPAL_HR_DIVISION)),
        ("discipline.stages.3.scope", stage_of("discipline", 3, scope="studio_county")),
        ("discipline.stages.3.escalate_scope", stage_of("discipline", 3, escalate_to=Role.COUNTY_OFFICE)),
        ("discipline.stages.1.verbs", stage_of("discipline", 1, verbs=("approve",))),
        ("establishment.stages.1.verbs", stage_of("establishment", 1, verbs=("approve",))),
        ("establishment.titles", changed("establishment", titles=())),
        ("establishment.titles.1", changed("establishment", titles=(TITLE, TITLE))),
        ("establishment.titles.0.name", changed("establishment", titles=(TITLE.model_copy(update={"name": " "}),))),
        ("name", VERSION_1.model_copy(update={"name": "长" * 61})),
    ],
)  # fmt: skip
def test_unsound_rules_are_refused(field: str, rules: RuleSet) -> None:
    assert [fault.name for fault in rule_set_faults(rules)] == [field]


@pytest.mark.parametrize("area", CHAINS)
def test_no_step_of_any_chain_is_skipped_or_moved(area: str) -> None:
    first, *others = getattr(VERSION_1, area).stages
    for stages in ((), tuple(others), (*others, first), (first, *others, first)):
        assert [fault.name for fault in rule_set_faults(changed(area, stages=stages))] == [f"{area}.stages"]
