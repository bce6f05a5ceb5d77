"""What the directory tells: in any order, and more than once."""

from datetime import timedelta

from chassis import clock
from chassis.ids import uuid7
from contracts.events.directory import AssignmentChanged, CountyListed
from contracts.offices import Office, Role
from tests.services.enrollment.programme import Programme

NAME = "SELECT name FROM known_people WHERE id = :id"


async def test_the_newest_word_stands_whatever_comes_later(programme: Programme) -> None:
    person = uuid7()
    for name, version in (("二", 2), ("一", 1), ("三", 3), ("三又来", 3), ("二又来", 2)):
        await programme.register(person, name, version=version)
    assert await programme.scalar(NAME, id=person) == "三"


async def test_an_office_given_up_is_not_held(programme: Programme) -> None:
    now = clock.business()
    held = AssignmentChanged(
        assignment_id=uuid7(), person_id=await programme.another_teacher(), office_name="-", valid_until=None,
        office=Office(role=Role.TRAINEE_SCHOOL, scope=str(programme.school)), valid_from=now - timedelta(days=3),
    )  # fmt: skip
    await programme.hear(held)
    await programme.hear(held.model_copy(update={"valid_until": now - timedelta(days=1)}), version=2)
    application = await programme.submitted(programme.principal)
    plan = await programme.scalar("SELECT plan FROM applications WHERE id = :id", id=application)
    assert plan["stages"][0]["offices"][0]["role"] == Role.COUNTY_PERSONNEL_SECTION


async def test_a_county_that_left_the_list_keeps_its_name(programme: Programme) -> None:
    now = clock.business()
    left = CountyListed(code="330326", name="平阳县", listed_from=now - timedelta(days=900), listed_until=now)
    await programme.hear(left)
    assert await programme.scalar("SELECT name FROM known_counties WHERE code = '330326'") == "平阳县"
