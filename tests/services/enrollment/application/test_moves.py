"""The applicant, or the school, moves while the application is on its way (Art. 4.2): the owner looks, at every step."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.ids import uuid7
from contracts.events.directory import PersonRegistered, SchoolRegistered
from tests.services.enrollment.meeting import outcome
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, code

STAGES = ("school", "county")


async def school(programme: Programme, county: str = WENCHENG) -> UUID:
    """Another school."""
    there = uuid7()
    await programme.hear(SchoolRegistered(school_id=there, name="珊溪小学", county=county, school_levels=("小学",)))
    return there


async def moves(programme: Programme, to: UUID | None, version: int = 2) -> None:
    """The teacher works elsewhere from now on, or nowhere."""
    await programme.hear(PersonRegistered(person_id=programme.teacher, name="林一鸣", school_id=to), version)


async def on_its_way(programme: Programme, decided: int) -> UUID:
    """An application so many offices have approved."""
    application = await programme.submitted()
    for stage in STAGES[:decided]:
        await programme.decide(application, stage, "approve")
    return application


@pytest.mark.parametrize("decided", [0, 1, 2])
@pytest.mark.parametrize("where", ["elsewhere", "nowhere", "another county", "the school itself"])
async def test_it_goes_back_and_nobody_decides_on_it(programme: Programme, decided: int, where: str) -> None:
    application = await on_its_way(programme, decided)
    if where == "the school itself":
        moved = SchoolRegistered(
            school_id=programme.school, name="文成县云溪实验小学", county=TAISHUN, school_levels=("小学",)
        )
        await programme.hear(moved, 2)
    else:
        county = TAISHUN if where == "another county" else WENCHENG
        await moves(programme, None if where == "nowhere" else await school(programme, county))
    cause = {"nowhere": "no_school", "the school itself": "school_elsewhere"}.get(where, "school_changed")
    told = (await programme.news(application))[-1]
    assert (told.state, told.cause, told.by_run, told.finished) == ("RETURNED", cause, False, False)
    assert told.deed is not None
    assert told.deed.verb == cause
    view = await programme.view(application)
    assert (view["cause"], view["returned_by"]) == (cause, "school")
    stage = (*STAGES, "municipal")[decided]
    assert outcome(await programme.decide(application, stage, "approve")) == "wrong_state"


async def test_the_new_school_recommends_anew(programme: Programme) -> None:
    application = await on_its_way(programme, 2)
    there = await school(programme)
    await moves(programme, there)
    await programme.send(application)
    found = await programme.look(application)
    assert found.state == "SUBMITTED"
    assert found.plan.stage("school").office.key == f"trainee_school:{there}"
    for stage in STAGES:
        await programme.decide(application, stage, "approve")
    assert outcome(await programme.admit(application, revision=2)) == "ADMITTED"
    member = "SELECT school_id FROM memberships WHERE application_id = :id"
    assert await programme.scalar(member, id=application) == there


async def test_from_another_county_the_same_studio_is_refused(programme: Programme) -> None:
    application = await on_its_way(programme, 1)
    await moves(programme, await school(programme, TAISHUN))
    version = (await programme.view(application))["version"]
    path = f"/applications/{application}/submit"
    refused = await programme.call("POST", path, programme.person(), {"version": version})
    assert code(refused, 422) == "other_county"
    body = {"studio_id": str(programme.far_studio), "base_version": version}
    await programme.ok("PUT", f"/applications/{application}", programme.person(), body)
    await programme.send(application)
    assert await programme.state(application) == "SUBMITTED"


async def test_with_another_name_nothing_goes_back(programme: Programme) -> None:
    application = await on_its_way(programme, 1)
    await programme.hear(
        PersonRegistered(person_id=programme.teacher, name="林一鸣（小学）", school_id=programme.school), 2
    )
    renamed = SchoolRegistered(
        school_id=programme.school, name="文成县云溪小学", county=WENCHENG, school_levels=("小学",)
    )
    await programme.hear(renamed, 2)
    assert await programme.state(application) == "RECOMMENDED"
    assert await programme.events(application) == ["SUBMITTED", "RECOMMENDED"]


@pytest.mark.parametrize("decided", [1, 2])
async def test_what_nobody_has_noticed_is_noticed_at_the_decision(programme: Programme, decided: int) -> None:
    """As where what is known of people was loaded beside the events."""
    application = await on_its_way(programme, decided)
    async with programme.service.database.transaction() as transaction:
        moved: Any = {"id": programme.teacher, "school": await school(programme)}
        await transaction.execute(text("UPDATE known_people SET school_id = :school WHERE id = :id"), moved)
    stage = (*STAGES, "municipal")[decided]
    assert outcome(await programme.decide(application, stage, "approve")) == "school_changed"
    assert await programme.state(application) == "RETURNED"
    assert await programme.scalar("SELECT count(*) FROM memberships WHERE application_id = :id", id=application) == 0


async def test_moved_after_the_admission_nothing_changes(programme: Programme) -> None:
    application = await on_its_way(programme, 2)
    await programme.admit(application)
    await moves(programme, await school(programme))
    assert await programme.state(application) == "ADMITTED"


async def test_an_older_word_of_the_person_sends_nothing_back(programme: Programme) -> None:
    application = await on_its_way(programme, 1)
    await moves(programme, uuid7(), version=1)
    assert await programme.state(application) == "RECOMMENDED"
