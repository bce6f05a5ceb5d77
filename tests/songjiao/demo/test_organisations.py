"""What is sent to the services: calls small enough, in an order in which each row finds what it speaks of."""

from collections import Counter

import argon2
import pytest

from songjiao.demo.loader import form
from songjiao.demo.organisations import ROWS_A_CALL, demo_hash, directory_rows, in_calls, studio_rows
from songjiao.demo.programme import Programme
from songjiao.demo.reading import read_programme


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_programme()


def test_calls_are_small_enough_and_complete(programme: Programme) -> None:
    rows = directory_rows(programme)
    calls = list(in_calls(rows))
    sizes = [sum(map(len, call.values())) for call in calls]
    assert max(sizes) <= ROWS_A_CALL
    assert sum(sizes) == sum(map(len, rows.values()))
    order = [section for call in calls for section in call]
    assert list(dict.fromkeys(order)) == ["counties", "schools", "people", "assignments"]


def test_ids_are_unique_and_the_same_each_time(programme: Programme) -> None:
    first, second = directory_rows(programme), directory_rows(programme)
    assert first == second
    for section in ("schools", "people", "assignments"):
        assert max(Counter(row["id"] for row in first[section]).values()) == 1


def test_every_reference_is_to_a_row_that_is_sent(programme: Programme) -> None:
    rows = directory_rows(programme)
    schools = {row["id"] for row in rows["schools"]}
    everybody = {row["id"] for row in rows["people"]}
    assert {row["school_id"] for row in rows["people"]} - {None} <= schools
    assert {row["person_id"] for row in rows["assignments"]} <= everybody
    assert {row["host_id"] for row in studio_rows(programme)} <= everybody
    assert {row["base_school_id"] for row in studio_rows(programme)} <= schools


def test_every_school_of_the_counties_recommends(programme: Programme) -> None:
    counties = {county.code for county in programme.counties}
    recommending = {row["scope"] for row in directory_rows(programme)["assignments"] if row["role"] == "trainee_school"}
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
