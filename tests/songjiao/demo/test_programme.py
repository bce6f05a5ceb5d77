"""The demonstration holds the figures the programme is known by, and is made only of what cannot be anybody's."""

import re
from collections import Counter
from datetime import date
from typing import get_args

import pytest

from contracts.offices import Role
from services.enrollment.domain.words import ApplicationState
from songjiao.demo.checks import outcome
from songjiao.demo.programme import Programme
from songjiao.demo.reading import read_programme

COUNTIES = {"330324": 34, "330326": 34, "330327": 36, "330328": 22, "330329": 24}
STAGES = {"学前": 22, "小学": 52, "初中": 40, "高中": 26, "职教": 7, "特教": 3}
TRACKS = {"教师": 118, "班主任": 18, "校长": 14}
TITLES = re.compile("万人计划|省特级教师|省正高级教师|特支计划|温州市名(校长|教师|班主任)|省教坛新秀")


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_programme()


def test_studios_are_spread_as_the_programme_says(programme: Programme) -> None:
    assert len(programme.studios) == 150
    assert Counter(studio.county for studio in programme.studios) == COUNTIES
    assert Counter(studio.stage for studio in programme.studios) == STAGES
    assert Counter(studio.track for studio in programme.studios) == TRACKS


def test_each_studio_has_a_base_school_of_its_own_that_teaches_its_stage(programme: Programme) -> None:
    assert len({studio.base_school for studio in programme.studios}) == 150
    assert all(studio.stage in programme.school[studio.base_school].stages for studio in programme.studios)


def test_hosts_hold_a_title_of_article_3_and_come_from_outside_the_five_counties(programme: Programme) -> None:
    assert all(TITLES.search(studio.host_title) for studio in programme.studios)
    assert all(programme.school[studio.host_school].area not in COUNTIES for studio in programme.studios)


def test_the_well_known_studio(programme: Programme) -> None:
    studio = programme.studio["wc04"]
    assert studio.name == "林晓岚“名师送教”工作室"
    assert programme.school[studio.base_school].name == "文成县云溪实验小学"


def test_every_phone_number_is_of_the_invented_range(programme: Programme) -> None:
    everybody = [
        *(school.principal_phone for school in programme.schools),
        *(studio.host_phone for studio in programme.studios),
        *(teacher.phone for teacher in programme.teacher.values()),
        *(holder.phone for holder in programme.people.office_holders),
    ]
    assert all(re.fullmatch(r"1900000\d{4}", phone) for phone in everybody)


def test_teachers_suffice_for_the_simulation_beside_the_scenarios(programme: Programme) -> None:
    busy = {case.applicant for case in programme.scenarios.cases}
    free = Counter(teacher.studio for teacher in programme.teachers if teacher.login not in busy)
    assert len(programme.teachers) == 2600
    assert min(free.values()) >= 16
    assert len(free) == 150


def test_names_include_what_forms_stumble_over(programme: Programme) -> None:
    names = [programme.teacher[case.applicant].name for case in programme.scenarios.cases if "p-" not in case.applicant]
    assert any("·" in name for name in names)
    assert any("𠮷" in name for name in names)
    assert any(len(name) == 4 and "·" not in name for name in names)


def test_all_five_counties_are_loaded_as_the_list_stood_in_2021(programme: Programme) -> None:
    recorded = {county.code: county.member_until for county in programme.areas.counties}
    assert recorded["330326"] == date(2024, 8, 31)
    assert {county.code for county in programme.counties} == set(COUNTIES)
    assert all(county.member_until is None for county in programme.counties)


def test_every_county_and_the_city_can_decide(programme: Programme) -> None:
    held = Counter(office.key for holder in programme.people.office_holders for office in holder.offices)
    assert held[f"{Role.MUNICIPAL_OFFICE}:city"] >= 2
    assert all(held[f"{Role.COUNTY_OFFICE}:{code}"] >= 2 for code in COUNTIES)
    assert all(held[f"{Role.COUNTY_PERSONNEL_SECTION}:{code}"] >= 1 for code in COUNTIES)


def test_scenarios_cover_every_state(programme: Programme) -> None:
    cases = programme.scenarios.cases
    assert len(cases) >= 40
    assert {case.state for case in cases} == set(get_args(ApplicationState))
    returned_by = {case.steps[-1].level for case in cases if case.state == "RETURNED"}
    assert returned_by == {"school", "county", "municipal"}
    resubmitted = [case for case in cases if any(step.verb == "resubmit" for step in case.steps)]
    assert {case.state for case in resubmitted} >= {"SUBMITTED", "RECOMMENDED", "COUNTY_APPROVED", "ADMITTED"}
    assert all(outcome(case.steps, case.round == "first") == case.state for case in cases)


def test_a_scenario_applies_once_and_explains_itself(programme: Programme) -> None:
    cases = programme.scenarios.cases
    assert len({case.applicant for case in cases}) == len(cases)
    assert all(len(case.motivation) >= 10 for case in cases)
    explained = [step for case in cases for step in case.steps if step.verb in ("return", "reject", "resubmit")]
    assert all(len(step.text) >= 10 for step in explained)


def test_deadlines_of_the_demo_rules_are_minutes(programme: Programme) -> None:
    recruitment = programme.rules.recruitment
    spans = [recruitment.correction_period, *(stage.deadline for stage in recruitment.stages)]
    assert {span.unit for span in spans} == {"minutes"}
    assert [stage.stage for stage in recruitment.stages] == ["school", "county", "municipal"]
