"""The soft cap of a studio: who takes the last place, who comes second, and how the office makes room."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from contracts.events.directory import RuleSetPublished
from contracts.rules import VERSION_1
from services.enrollment.commands.application.admit import admit
from services.enrollment.commands.member.end import leave as leaving
from services.enrollment.commands.studio.cap import set_cap
from tests.services.enrollment.meeting import outcome, second_while_first_is_open
from tests.services.enrollment.member.membership import filled, leave, open_alerts
from tests.services.enrollment.programme import Programme, admission, code


def admits(application: UUID) -> Callable[[Transaction], Awaitable[Any]]:
    return lambda transaction: admit(transaction, admission(application))


async def waiting(programme: Programme, how_many: int, studio: UUID | None = None) -> list[UUID]:
    """Applications that wait for the city."""
    return [
        await programme.approved_by_county(await programme.another_teacher(f"教师{number}"), studio)
        for number in range(how_many)
    ]


async def capped(programme: Programme, soft_cap: int, studio: UUID | None = None) -> None:
    body = {"soft_cap": soft_cap, "reason": "基地学校场地有限"}
    await programme.ok("PUT", f"/studios/{studio or programme.studio}/cap", programme.city, body)


async def members(programme: Programme, studio: UUID | None = None) -> int:
    sql = "SELECT count(*) FROM memberships WHERE studio_id = :studio AND state = 'ACTIVE'"
    return int(await programme.scalar(sql, studio=studio or programme.studio))


async def test_one_wins_the_last_place(programme: Programme) -> None:
    await capped(programme, 1)
    first, second = await waiting(programme, 2)
    done = await second_while_first_is_open(programme, admits(first), admits(second))
    assert [outcome(each) for each in done] == ["ADMITTED", "studio_full"]
    assert await programme.state(second) == "COUNTY_APPROVED"
    assert (await programme.events(second))[-1] == "COUNTY_APPROVED"


async def test_many_at_once_take_no_more_than_there_are(programme: Programme) -> None:
    await capped(programme, 3)
    applications = await waiting(programme, 9)
    answers = await asyncio.gather(*(programme.admit(each) for each in applications))
    assert sorted(map(outcome, answers)) == ["ADMITTED"] * 3 + ["studio_full"] * 6
    assert await members(programme) == 3


async def test_the_one_who_won_may_lose_it_again_before_the_commit(programme: Programme) -> None:
    await capped(programme, 1)
    first, second = await waiting(programme, 2)

    async def given_up() -> None:
        async with programme.service.database.engine.connect() as connection:
            transaction = Transaction(connection)
            assert outcome(await admit(transaction, admission(first))) == "ADMITTED"
            await asyncio.sleep(0.2)
            await connection.rollback()

    giving_up = asyncio.create_task(given_up())
    await asyncio.sleep(0.1)
    assert outcome(await programme.admit(second)) == "ADMITTED"
    await giving_up
    assert await members(programme) == 1


async def test_full_then_raised_then_admitted(programme: Programme) -> None:
    await capped(programme, 1)
    first, second = await waiting(programme, 2)
    assert outcome(await programme.admit(first)) == "ADMITTED"
    assert outcome(await programme.admit(second)) == "studio_full"
    await capped(programme, 2)
    assert outcome(await programme.admit(second)) == "ADMITTED"


async def test_raised_while_somebody_is_admitted(programme: Programme) -> None:
    await capped(programme, 1)
    first, second = await waiting(programme, 2)
    await programme.admit(first)
    clerk = programme.service.tokens.actor(programme.city["Authorization"].removeprefix("Bearer "))

    def raising(transaction: Transaction) -> Awaitable[Any]:
        return set_cap(transaction, programme.studio, 2, "确有需要", clerk)

    done = await second_while_first_is_open(programme, raising, admits(second))
    assert outcome(done[1]) == "ADMITTED", "the cap that counts is the one committed first"


async def test_lowered_while_somebody_is_admitted(programme: Programme) -> None:
    await capped(programme, 2)
    first, second, third = await waiting(programme, 3)
    await programme.admit(first)
    clerk = programme.service.tokens.actor(programme.city["Authorization"].removeprefix("Bearer "))

    def lowering(transaction: Transaction) -> Awaitable[Any]:
        return set_cap(transaction, programme.studio, 1, "场地有限", clerk)

    done = await second_while_first_is_open(programme, admits(second), lowering)
    assert outcome(done[0]) == "ADMITTED"
    assert outcome(await programme.admit(third)) == "studio_full"
    assert await members(programme) == 2, "a soft cap sends nobody away"


async def test_the_usual_cap_is_that_of_the_rules_the_case_started_under(apart: Programme) -> None:
    old = VERSION_1.model_copy(
        update={"version": 2, "recruitment": VERSION_1.recruitment.model_copy(update={"soft_cap": 1})}
    )
    await apart.hear(RuleSetPublished(rule_set=old, effective_from=clock.business()))
    first, second = await waiting(apart, 2)
    await apart.hear(
        RuleSetPublished(rule_set=VERSION_1.model_copy(update={"version": 3}), effective_from=clock.business())
    )
    under_new = await apart.approved_by_county()
    assert outcome(await apart.admit(first)) == "ADMITTED"
    assert outcome(await apart.admit(second)) == "studio_full"
    assert outcome(await apart.admit(under_new)) == "ADMITTED"


async def test_the_twentieth_is_the_last_by_default(programme: Programme) -> None:
    applications = await waiting(programme, 21)
    answers = [outcome(await programme.admit(each)) for each in applications]
    assert answers == ["ADMITTED"] * 20 + ["studio_full"]


async def test_a_member_elsewhere_is_told_apart_from_a_full_studio(programme: Programme) -> None:
    (application,) = await waiting(programme, 1)
    sql = "SELECT applicant_id FROM applications WHERE id = :id"
    person = await programme.scalar(sql, id=application)
    assert outcome(await programme.admit(application)) == "ADMITTED"
    again = await waiting(programme, 1)
    async with programme.service.database.transaction() as transaction:
        # A membership that came by another way than this application.
        await transaction.connection.exec_driver_sql(
            "UPDATE applications SET applicant_id = $1 WHERE id = $2", (person, again[0])
        )
    assert outcome(await programme.admit(again[0])) == "membership_exists"


async def test_the_studio_is_said_to_be_filled_once_exactly_at_the_minimum(programme: Programme) -> None:
    applications = await waiting(programme, 12)
    before = await programme.events(programme.studio)
    for each in applications[:9]:
        await programme.admit(each)
    assert await programme.events(programme.studio) == before
    await asyncio.gather(*(programme.admit(each) for each in applications[9:]))
    assert await programme.events(programme.studio) == [*before, "studio.filled"]
    sql = "SELECT data FROM outbox WHERE subject = :studio AND type = 'enrollment.studio.filled'"
    assert await programme.scalar(sql, studio=programme.studio) == {
        "studio_id": str(programme.studio),
        "members": 10,
    }
    sql = "SELECT max(aggregate_version) = (SELECT version FROM studios WHERE id = :id) FROM outbox WHERE subject = :id"
    assert await programme.scalar(sql, id=programme.studio)


async def test_the_admission_that_makes_up_for_a_loss_ends_the_alert(programme: Programme) -> None:
    memberships = await filled(programme)
    await leave(programme, memberships[0], programme.city)
    assert await open_alerts(programme) == 1
    (application,) = await waiting(programme, 1)
    await programme.admit(application)
    assert await open_alerts(programme) == 0


async def test_a_loss_and_an_admission_at_once_leave_no_alert_behind(programme: Programme) -> None:
    memberships = await filled(programme)
    (application,) = await waiting(programme, 1)
    done = await second_while_first_is_open(
        programme,
        lambda transaction: leaving(transaction, memberships[0], "因工作调动", uuid7()),
        admits(application),
    )
    assert outcome(done[1]) == "ADMITTED"
    assert (await members(programme), await open_alerts(programme)) == (10, 0)


async def test_who_may_set_the_cap_and_what_is_kept_of_it(programme: Programme) -> None:
    path, body = f"/studios/{programme.studio}/cap", {"soft_cap": 25, "reason": "两校合办，场地充足"}
    assert code(await programme.call("PUT", path, programme.office("county_office:330328"), body), 403) == (
        "not_entitled"
    )
    for wrong in ({"soft_cap": 0}, {"soft_cap": 1001}, {"reason": " "}, {"reason": "\u202e好的"}):
        assert (await programme.call("PUT", path, programme.city, body | wrong)).status_code == 422
    assert code(await programme.call("PUT", f"/studios/{uuid7()}/cap", programme.city, body), 404) == "not_found"
    for _ in range(2):
        await programme.ok("PUT", path, programme.city, body)
    sql = "SELECT string_agg(value || ':' || reason, ';') FROM studio_history WHERE studio_id = :id AND what = 'cap'"
    assert await programme.scalar(sql, id=programme.studio) == "25:两校合办，场地充足"
    shown = await programme.ok("GET", f"/studios/{programme.studio}", programme.person())
    assert shown["soft_cap"] == 25


async def test_a_list_without_caps_does_not_take_one_back(programme: Programme) -> None:
    await capped(programme, 25)
    row = programme.studio_row(programme.studio, "温州市林晓岚“名师送教”工作室")
    answer = await programme.ok("PUT", "/studios/import", programme.city, {"studios": [row]})
    assert answer == {"changed": 0, "unchanged": 1}
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [row | {"soft_cap": 12}]})
    assert await programme.scalar("SELECT soft_cap FROM studios WHERE id = :id", id=programme.studio) == 12
