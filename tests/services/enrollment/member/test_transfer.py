"""Members are transferred within their county, with their history; of two changes at once the second is refused."""

import asyncio
from typing import Any
from uuid import UUID

from chassis.ids import uuid7
from services.enrollment.commands.member.end import leave as leaving
from services.enrollment.commands.member.transfer import transfer as transferring
from tests.services.enrollment.meeting import outcome, second_while_first_is_open
from tests.services.enrollment.member.membership import (
    COUNTY,
    admitted,
    filled,
    state,
    transfer,
)
from tests.services.enrollment.programme import Programme, code


async def with_room_for_one(programme: Programme) -> None:
    row = programme.studio_row(programme.other_studio, "温州市陈望舒“名师送教”工作室") | {"soft_cap": 1}
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [row]})


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
