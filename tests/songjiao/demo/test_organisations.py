"""What is sent to the services: calls small enough, in an order in which each row finds what it speaks of."""

from collections import Counter

import argon2
import pytest

from services.directory.domain.import_run.rows import MOST_ROWS
from songjiao.demo.loader import form
from songjiao.demo.organisations import city_of, demo_hash, directory_calls
from songjiao.demo.programme import Programme
from songjiao.demo.reading import read_programme
from songjiao.loading.rows import Json, studio_calls


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_programme()


def rows(programme: Programme, section: str) -> list[Json]:
    return [row for call in directory_calls(programme) if call.section == section for row in call.rows]


def studio_rows(programme: Programme) -> list[Json]:
    return [row for call in studio_calls(city_of(programme)) for row in call.rows]


def test_calls_are_small_enough(programme: Programme) -> None:
    assert max(len(call.rows) for call in directory_calls(programme)) <= MOST_ROWS


def test_whoever_holds_no_office_comes_after_those_who_do(programme: Programme) -> None:
    order = [call.section for call in directory_calls(programme)]
    assert list(dict.fromkeys(order)) == ["counties", "schools", "people", "assignments"]
    after = list(directory_calls(programme))[len(order) - order[::-1].index("assignments") :]
    told = {row["login"] for call in after for row in call.rows}
    assert told == {*programme.teacher, *programme.candidate}


def test_ids_are_unique_and_the_same_each_time(programme: Programme) -> None:
    assert list(directory_calls(programme)) == list(directory_calls(programme))
    for section in ("schools", "people", "assignments"):
        assert max(Counter(row["id"] for row in rows(programme, section)).values()) == 1


def test_every_reference_is_to_a_row_that_is_sent(programme: Programme) -> None:
    schools = {row["id"] for row in rows(programme, "schools")}
    everybody = {row["id"] for row in rows(programme, "people")}
    assert {row["school_id"] for row in rows(programme, "people")} - {None} <= schools
    assert {row["person_id"] for row in rows(programme, "assignments")} <= everybody
    assert {row["host_id"] for row in studio_rows(programme)} <= everybody
    assert {row["base_school_id"] for row in studio_rows(programme)} <= schools


def test_every_school_of_the_counties_recommends(programme: Programme) -> None:
    counties = {county.code for county in programme.counties}
    recommending = {row["scope"] for row in rows(programme, "assignments") if row["role"] == "trainee_school"}
    assert recommending == {str(school.id) for school in programme.schools if school.area in counties}


def test_the_one_hash_fits_the_password() -> None:
    password = "songjiao-demo-2021"
    assert demo_hash(password) == demo_hash(password)
    assert argon2.PasswordHasher().verify(demo_hash(password), password)


def test_a_principal_fills_in_what_the_case_names(programme: Programme) -> None:
    case = next(case for case in programme.scenarios.cases if case.applicant in programme.led_school)
    filled = form(programme, case)
    assert filled.post == "校长"
    assert filled.phone == programme.led_school[case.applicant].principal_phone
