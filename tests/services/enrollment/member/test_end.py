"""Members leave, complete, lose their place and are given it back; what comes second is told."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import pytest

from chassis import clock
from chassis.errors import ConflictError
from chassis.ids import uuid7
from chassis.store.database import Transaction
from services.enrollment.commands.member.end import complete, give_back
from services.enrollment.commands.member.end import leave as leaving
from tests.services.enrollment.meeting import outcome, second_while_first_is_open
from tests.services.enrollment.member.membership import (
    COUNTY,
    admitted,
    ending,
    filled,
    leave,
    state,
    trainee,
)
from tests.services.enrollment.programme import CASE_NEWS, TAISHUN, WENCHENG, Programme, code


async def test_a_trainee_leaves_once(programme: Programme) -> None:
    membership = await admitted(programme)
    answers = [await leave(programme, membership, programme.person()) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json() | {"ended_at": ""} == {
        "membership_id": str(membership), "studio_id": str(programme.studio), "state": "LEFT", "ended_at": "", "version": 2,
    }  # fmt: skip
    assert await programme.events(membership) == ["membership.began", "membership.ended"]
    shown = await programme.ok("GET", f"/members/{membership}", programme.person())
    assert (shown["state"], shown["ended_reason"], shown["may"]) == ("LEFT", "因工作调动", [])
    assert shown["state_since"] == shown["ended_at"] == answers[0].json()["ended_at"]


async def test_no_name_travels_with_an_event_that_is_no_news_of_a_case(programme: Programme) -> None:
    membership = await admitted(programme)
    await leave(programme, membership, programme.person())
    told = "SELECT array_agg(data ORDER BY seq) FROM outbox WHERE subject = :id"
    began, ended = await programme.scalar(told, id=membership)
    assert began.keys() == {
        "membership_id", "studio_id", "trainee_id", "began_at", "application_id", "former_membership_id"
    }  # fmt: skip
    assert ended.keys() == {"membership_id", "studio_id", "trainee_id", "state", "ended_at"}
    naming = "SELECT array_agg(DISTINCT type) FROM outbox WHERE data::text LIKE '%林一鸣%'"
    assert await programme.scalar(naming) == [CASE_NEWS]


@pytest.mark.parametrize("office", [COUNTY, "municipal_office:city"])
async def test_an_office_records_a_leaving(programme: Programme, office: str) -> None:
    membership = await admitted(programme)
    assert (await leave(programme, membership, programme.office(office))).status_code == 200
    by = await programme.scalar("SELECT ended_by FROM memberships WHERE id = :id", id=membership)
    assert by != programme.teacher
    answer = await leave(programme, membership, programme.person())
    assert code(answer, 409) == "membership_ended"
    assert (answer.json()["state"], "at" in answer.json()) == ("LEFT", True)


async def test_who_may_not_have_somebody_leave(programme: Programme) -> None:
    membership = await admitted(programme)
    for office in (f"county_personnel_section:{WENCHENG}", f"trainee_school:{programme.school}"):
        assert code(await leave(programme, membership, programme.office(office)), 403) == "not_yours"
    assert code(await leave(programme, membership, programme.person(programme.host)), 403) == "not_yours"
    for headers in (programme.person(uuid7()), programme.office(f"county_office:{TAISHUN}")):
        assert code(await leave(programme, membership, headers), 404) == "not_found"
    assert code(await leave(programme, membership, programme.person(), " "), 422) == "reason_required"
    assert await state(programme, membership) == "ACTIVE"


async def test_who_left_may_apply_again_and_be_admitted(programme: Programme) -> None:
    await leave(programme, await admitted(programme), programme.person())
    again = await admitted(programme, studio=programme.other_studio)
    assert await state(programme, again) == "ACTIVE"


async def test_a_studio_completes_as_one(programme: Programme) -> None:
    members = await filled(programme, 3)
    await leave(programme, members[0], programme.office(COUNTY))
    path = f"/studios/{programme.studio}/members/complete"
    assert code(await programme.call("POST", path, programme.office(COUNTY)), 403) == "not_entitled"
    answers = [await programme.ok("POST", path, programme.city) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["completed"] == 2
    assert [await state(programme, each) for each in members] == ["LEFT", "COMPLETED", "COMPLETED"]
    nobody = await programme.call("POST", f"/studios/{programme.other_studio}/members/complete", programme.city)
    assert code(nobody, 409) == "no_members"


async def test_leaving_and_completion_in_both_orders(programme: Programme) -> None:
    first, second = await filled(programme, 2)

    def completing(transaction: Transaction) -> Awaitable[Any]:
        return complete(transaction, programme.studio, uuid7())

    def of(membership: UUID) -> Any:
        return lambda transaction: leaving(transaction, membership, "因工作调动", programme.teacher)

    done = await second_while_first_is_open(programme, of(first), completing)
    assert [outcome(each) for each in done] == ["Ended", "Completed"]
    assert done[1].completed == 1
    assert [await state(programme, each) for each in (first, second)] == ["LEFT", "COMPLETED"]
    (third,) = await filled(programme, 1)
    done = await second_while_first_is_open(programme, completing, of(third))
    assert [outcome(each) for each in done] == ["Completed", "membership_ended"]


async def test_disqualified_and_given_back(programme: Programme) -> None:
    membership = await admitted(programme)
    assert await ending(programme, membership) == await ending(programme, membership)
    with pytest.raises(ConflictError, match="membership_ended"):
        async with programme.service.database.transaction() as transaction:
            await leaving(transaction, membership, "因工作调动", programme.teacher)
    for _ in range(2):
        async with programme.service.database.transaction() as transaction:
            assert await give_back(transaction, membership, clock.business())
    assert await state(programme, membership) == "ACTIVE"
    assert await programme.events(membership) == ["membership.began", "membership.ended", "membership.restored"]


async def test_nobody_is_given_back_a_second_membership(programme: Programme) -> None:
    membership = await admitted(programme)
    await ending(programme, membership)
    await admitted(programme, studio=programme.other_studio)
    async with programme.service.database.transaction() as transaction:
        assert not await give_back(transaction, membership, clock.business())
    assert await state(programme, membership) == "DISQUALIFIED"


async def test_fellows_do_not_see_who_lost_the_place(programme: Programme) -> None:
    first, second, third = await filled(programme, 3)
    await ending(programme, first)
    path = f"/studios/{programme.studio}/roster"
    fellow = await trainee(programme, second)
    shown = await programme.ok("GET", path, programme.person(fellow))
    assert [row["membership_id"] for row in shown["items"]] == [str(second), str(third)]
    assert [row["may"] for row in shown["items"]] == [["leave", "hand_in_plan"], []]
    assert [row["sees_plan"] for row in shown["items"]] == [True, False]
    left = await programme.ok("GET", path, programme.person(await trainee(programme, first)))
    assert [row["membership_id"] for row in left["items"]] == [str(first)]
    assert len((await programme.ok("GET", path, programme.person(programme.host)))["items"]) == 3
    answer = await programme.call("GET", f"/members/{third}", programme.person(fellow))
    assert code(answer, 404) == "not_found"
