"""Members leave, are transferred, complete; what comes second is told; a studio that becomes too small raises one alert."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import pytest

from chassis import clock
from chassis.errors import ConflictError
from chassis.ids import uuid7
from chassis.store.database import Transaction
from services.enrollment.commands.member.end import complete, end_membership, give_back
from services.enrollment.commands.member.end import leave as leaving
from services.enrollment.commands.member.transfer import transfer as transferring
from tests.services.enrollment.meeting import outcome, second_while_first_is_open
from tests.services.enrollment.member.membership import (
    COUNTY,
    MINIMUM,
    admitted,
    filled,
    leave,
    open_alerts,
    state,
    trainee,
    transfer,
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


async def test_a_transfer_keeps_the_history(programme: Programme) -> None:
    membership, county = await admitted(programme), programme.office(COUNTY)
    answers = [await transfer(programme, membership, programme.other_studio, county) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    new = UUID(answers[0].json()["membership_id"])
    assert [await state(programme, each) for each in (membership, new)] == ["LEFT", "ACTIVE"]
    assert await programme.events(membership) == ["membership.began", "membership.ended"]
    assert await programme.events(new) == ["membership.began"]
    began = await programme.scalar("SELECT data FROM outbox WHERE subject = :id", id=new)
    assert (began["former_membership_id"], began["application_id"]) == (str(membership), None)
    shown = await programme.ok("GET", f"/members/{new}", programme.person())
    assert [each["id"] for each in shown["history"]] == [str(membership), str(new)]
    assert shown["history"][0]["ended_reason"] == "任教学科变动，转到对口工作室"
    seen_by_host = await programme.ok("GET", f"/members/{membership}", programme.person(programme.host))
    assert seen_by_host["history"][1]["ended_reason"] is None
    application = await programme.scalar("SELECT application_id FROM memberships WHERE id = :id", id=new)
    assert (await programme.view(application))["membership"]["id"] == str(new)
    # There, and back again.
    assert (await transfer(programme, new, programme.studio)).status_code == 200
    roster = await programme.ok("GET", f"/studios/{programme.studio}/roster", programme.city)
    assert [row["state"] for row in roster["items"]] == ["LEFT", "ACTIVE"]


async def test_a_transfer_that_cannot_be(programme: Programme) -> None:
    membership, closed = await admitted(programme), uuid7()
    row = programme.studio_row(closed, "温州市无轮次“名师送教”工作室")
    own = programme.studio_row(programme.other_studio, "温州市陈望舒“名师送教”工作室", host=programme.teacher)
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [row, own]})
    refused = {
        programme.studio: "same_studio", programme.far_studio: "other_county", uuid7(): "unknown_studio",
        closed: "studio_closed", programme.other_studio: "own_studio",
    }  # fmt: skip
    for studio, refused_as in refused.items():
        answer = await transfer(programme, membership, studio)
        assert code(answer, 422) == refused_as
        assert answer.json()["errors"][0]["field"] == "studio_id"
    for headers in (programme.city, programme.person()):
        assert code(await transfer(programme, membership, programme.other_studio, headers), 403) == "not_yours"
    assert await state(programme, membership) == "ACTIVE"


async def with_room_for_one(programme: Programme) -> None:
    row = programme.studio_row(programme.other_studio, "温州市陈望舒“名师送教”工作室") | {"soft_cap": 1}
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [row]})


async def test_two_transfers_into_the_last_place(programme: Programme) -> None:
    await with_room_for_one(programme)
    first, second = await filled(programme, 2)

    def to_other(membership: UUID) -> Any:
        return lambda transaction: transferring(
            transaction, membership, programme.other_studio, "任教学科变动", uuid7()
        )

    done = await second_while_first_is_open(programme, to_other(first), to_other(second))
    assert [outcome(each) for each in done] == ["Transferred", "studio_full"]
    assert [await state(programme, each) for each in (first, second)] == ["LEFT", "ACTIVE"]
    answers = await asyncio.gather(*(transfer(programme, second, programme.other_studio) for _ in range(3)))
    assert {code(answer, 409) for answer in answers} == {"studio_full"}


async def test_left_then_transferred(programme: Programme) -> None:
    membership = await admitted(programme)
    done = await second_while_first_is_open(
        programme,
        lambda transaction: leaving(transaction, membership, "因工作调动", programme.teacher),
        lambda transaction: transferring(transaction, membership, programme.other_studio, "任教学科变动", uuid7()),
    )
    assert [outcome(each) for each in done] == ["Ended", "membership_ended"]
    assert await programme.scalar("SELECT count(*) FROM memberships WHERE trainee_id = :id", id=programme.teacher) == 1


async def test_transferred_then_left(programme: Programme) -> None:
    membership = await admitted(programme)
    done = await second_while_first_is_open(
        programme,
        lambda transaction: transferring(transaction, membership, programme.other_studio, "任教学科变动", uuid7()),
        lambda transaction: leaving(transaction, membership, "因工作调动", programme.teacher),
    )
    assert [outcome(each) for each in done] == ["Transferred", "membership_ended"]
    assert "转到另一个工作室" in done[1].text.zh
    assert await state(programme, done[0].membership_id) == "ACTIVE"


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


async def ending(programme: Programme, membership: UUID) -> Any:
    async with programme.service.database.transaction() as transaction:
        return await end_membership(transaction, membership, "DISQUALIFIED", "两次旷课", clock.business())


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


async def test_an_alert_is_raised_once_and_resolved_once(programme: Programme) -> None:
    members = await filled(programme, MINIMUM + 1)
    county = programme.office(COUNTY)
    await leave(programme, members[0], county)
    assert await open_alerts(programme) == 0
    await leave(programme, members[1], county)
    await ending(programme, members[2])
    assert await open_alerts(programme) == 1
    alert = await programme.scalar("SELECT id FROM member_alerts WHERE studio_id = :id", id=programme.studio)
    assert await programme.events(alert) == ["studio.short_of_members"]
    (shown,) = [
        each
        for each in (await programme.ok("GET", "/members/alerts", county))["items"]
        if each["studio_id"] == str(programme.studio)
    ]
    assert (shown["members"], shown["minimum"], shown["county_name"]) == (8, MINIMUM, "文成县")
    back = await filled(programme, 2, programme.other_studio)
    await transfer(programme, back[0], programme.studio)
    assert await open_alerts(programme) == 1
    await transfer(programme, back[1], programme.studio)
    assert await open_alerts(programme) == 0
    assert await programme.events(alert) == ["studio.short_of_members", "studio.full_again"]


async def test_a_studio_that_falls_again_is_told_of_again(programme: Programme) -> None:
    members = await filled(programme, MINIMUM)
    await transfer(programme, members[0], programme.other_studio)
    assert await open_alerts(programme) == 1
    await admitted(programme)
    assert await open_alerts(programme) == 0
    await leave(programme, members[1], programme.city)
    assert await open_alerts(programme) == 1
    assert await programme.scalar("SELECT count(*) FROM member_alerts WHERE studio_id = :id", id=programme.studio) == 2


async def test_two_who_leave_at_once_raise_one_alert(programme: Programme) -> None:
    first, second, *_ = await filled(programme, MINIMUM + 1)
    done = await second_while_first_is_open(
        programme,
        lambda transaction: leaving(transaction, first, "因工作调动", programme.teacher),
        lambda transaction: leaving(transaction, second, "因工作调动", programme.teacher),
    )
    assert [outcome(each) for each in done] == ["Ended", "Ended"]
    assert await open_alerts(programme) == 1


async def test_a_studio_that_never_was_full_raises_none(programme: Programme) -> None:
    members = await filled(programme, 3)
    await leave(programme, members[0], programme.city)
    assert await open_alerts(programme) == 0


async def test_completion_ends_an_alert_without_calling_the_studio_full(programme: Programme) -> None:
    members = await filled(programme, MINIMUM)
    await leave(programme, members[0], programme.city)
    await programme.ok("POST", f"/studios/{programme.studio}/members/complete", programme.city)
    assert await open_alerts(programme) == 0
    alert = await programme.scalar("SELECT id FROM member_alerts WHERE studio_id = :id", id=programme.studio)
    assert await programme.events(alert) == ["studio.short_of_members"]


async def test_a_county_sees_its_own_alerts(programme: Programme) -> None:
    members = await filled(programme, MINIMUM)
    await leave(programme, members[0], programme.city)

    async def sees(headers: dict[str, str]) -> bool:
        items = (await programme.ok("GET", "/members/alerts", headers))["items"]
        return str(programme.studio) in [each["studio_id"] for each in items]

    assert await sees(programme.city)
    assert await sees(programme.office(COUNTY))
    assert not await sees(programme.office(f"county_office:{TAISHUN}"))
    assert not await sees(programme.person(await trainee(programme, members[1])))


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
