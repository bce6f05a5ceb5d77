"""The simulation is the whole recruiting in its true proportions, and every step in it is one an application can take."""

from collections import Counter
from dataclasses import replace

import pytest

from songjiao.demo.checks import outcome
from songjiao.demo.plan import PROPORTIONS, Planned, plan
from songjiao.demo.programme import Programme, ProgrammeError
from songjiao.demo.reading import read_programme


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_programme()


@pytest.fixture(scope="module")
def planned(programme: Programme) -> list[Planned]:
    return plan(programme)


def test_the_proportions_hold_exactly(planned: list[Planned]) -> None:
    assert len(planned) == 2400
    assert Counter(one.ends for one in planned) == PROPORTIONS
    assert sum(one.returns for one in planned) == 300


def test_steps_lead_where_the_plan_says(planned: list[Planned]) -> None:
    assert all(outcome(one.steps, round_closes=True) == one.ends for one in planned)


def test_each_level_returns_and_each_stage_is_withdrawn_from(planned: list[Planned]) -> None:
    returned_by = Counter(step.level for one in planned for step in one.steps if step.verb == "return")
    withdrawn_after = Counter(len(one.steps) for one in planned if one.ends == "WITHDRAWN")
    assert set(returned_by) == {"school", "county", "municipal"}
    assert set(withdrawn_after) == {2, 3, 4}


def test_every_studio_can_start(planned: list[Planned]) -> None:
    """Ten members are needed (Art. 4.1), twenty is the soft cap."""
    admitted = Counter(one.form.studio.code for one in planned if one.ends == "ADMITTED")
    assert len(admitted) == 150
    assert min(admitted.values()) >= 10
    assert max(admitted.values()) <= 20


def test_nobody_applies_twice(programme: Programme, planned: list[Planned]) -> None:
    applicants = {one.form.applicant for one in planned}
    assert len(applicants) == 2400
    assert not applicants & {case.applicant for case in programme.scenarios.cases}
    assert "teacher" not in applicants


def test_too_few_teachers_are_told_in_words(programme: Programme) -> None:
    few = replace(programme, teachers=programme.teachers[:-40])
    with pytest.raises(ProgrammeError, match=r"teachers.csv studio: 模拟需要150个工作室各16位教师"):
        plan(few)


def test_texts_are_filled_in_and_of_a_length_that_is_accepted(planned: list[Planned]) -> None:
    texts = [one.form.motivation for one in planned] + [
        step.text for one in planned for step in one.steps if step.level
    ]
    texts += [step.text for one in planned for step in one.steps if step.verb in ("resubmit", "withdraw")]
    assert not any("{" in text or "}" in text for text in texts)
    assert all(len(text) <= 2000 for text in texts)
    assert all(len(one.form.motivation) >= 10 for one in planned)
