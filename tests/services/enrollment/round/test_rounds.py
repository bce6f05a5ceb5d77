"""Rounds: who may open, extend and close them, and how they are counted."""

from datetime import timedelta
from typing import Any

import pytest

from chassis import clock
from chassis.ids import uuid7
from tests.services.enrollment.programme import TAISHUN, Programme, code


async def test_the_same_round_again_changes_nothing(programme: Programme) -> None:
    round_id, body = uuid7(), programme.round_body(studio_ids=[str(programme.studio)])
    for _ in range(2):
        opened = await programme.ok("PUT", f"/rounds/{round_id}", programme.city, body)
        assert (opened["state"], opened["studios"]) == ("OPEN", 1)
    assert await programme.events(round_id) == ["round.opened"]
    other = await programme.call("PUT", f"/rounds/{round_id}", programme.city, body | {"name": "别的"})
    assert code(other, 409) == "round_exists"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"studio_ids": [str(uuid7())]}, "studio_ids"), ({"counties": ["999999"]}, "counties"), ({}, "counties"),
        ({"name": "", "counties": [TAISHUN]}, "name"), ({"opens_at": "2026-01-01T00:00:00"}, "opens_at"),
        ({"closes_at": "9999-12-31T23:59:59-23:00"}, "closes_at"), ({"closes_at": "明天"}, "closes_at"),
    ],
)  # fmt: skip
async def test_a_wrong_round_is_told_by_field(programme: Programme, changes: dict[str, Any], field: str) -> None:
    answer = await programme.call("PUT", f"/rounds/{uuid7()}", programme.city, programme.round_body() | changes)
    assert answer.status_code == 422, answer.text
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


async def test_a_round_ends_after_it_began(programme: Programme) -> None:
    body = programme.round_body(counties=[TAISHUN], closes_at=clock.business() - timedelta(days=2))
    answer = await programme.call("PUT", f"/rounds/{uuid7()}", programme.city, body)
    assert code(answer, 422) == "ends_too_early"


async def test_only_the_municipal_office_opens_extends_and_closes(programme: Programme) -> None:
    body = programme.round_body(studio_ids=[str(programme.studio)])
    for office in (
        "county_office:330328",
        "municipal_hr_division:city",
        "administrator:city",
        "municipal_office:330328",
    ):
        for method, path, asked in (
            ("PUT", f"/rounds/{uuid7()}", body),
            ("POST", f"/rounds/{programme.round}/extend", {"closes_at": body["closes_at"]}),
            ("POST", f"/rounds/{programme.round}/close", None),
        ):
            assert code(await programme.call(method, path, programme.office(office), asked), 403) == "not_entitled"


async def test_a_round_is_extended_while_it_has_not_closed(programme: Programme, moving: Any) -> None:
    path = f"/rounds/{programme.round}/extend"
    moving(timedelta(days=31))
    later = {"closes_at": (clock.business() + timedelta(days=5)).isoformat()}
    for _ in range(2):
        assert (await programme.ok("POST", path, programme.city, later))["closes_at"][:10] == later["closes_at"][:10]
    assert await programme.events(programme.round) == ["round.opened", "round.extended"]
    assert await programme.state(await programme.submitted()) == "SUBMITTED"
    sooner = {"closes_at": (clock.business() + timedelta(days=1)).isoformat()}
    assert code(await programme.call("POST", path, programme.city, sooner), 422) == "not_later"
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    assert code(await programme.call("POST", path, programme.city, later), 409) == "round_closed"
    assert code(await programme.call("POST", f"/rounds/{uuid7()}/extend", programme.city, later), 404) == "not_found"


async def test_closing_tells_every_live_application_once(programme: Programme) -> None:
    people = [await programme.another_teacher(f"教师{number}") for number in range(4)]
    live = [await programme.submitted(person) for person in people]
    await programme.decide(live[1], "school", "approve")
    await programme.decide(live[2], "school", "return")
    await programme.decide(live[3], "school", "reject")
    draft, _ = await programme.draft()
    for _ in range(2):
        assert (await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city))["closed_at"]
    told = [await programme.news(application) for application in (*live, draft)]
    closing = [[(said.state, said.tells) for said in news if said.cause == "round_closed"] for news in told]
    assert closing == [[("SUBMITTED", ())], [("RECOMMENDED", ())], [("RETURNED", ())], [], []]
    assert (await programme.events(programme.round)).count("round.closed") == 1


async def test_the_overview_counts_what_the_caller_may_see(programme: Programme) -> None:
    first = await programme.submitted()
    await programme.submitted(await programme.another_teacher())
    await programme.decide(first, "school", "approve")
    path = f"/rounds/{programme.round}"
    seen = await programme.ok("GET", path, programme.city)
    assert (seen["total"], seen["states"]) == (2, {"RECOMMENDED": 1, "SUBMITTED": 1})
    assert seen["by_county"] == [{"county": "330328", "name": "文成县", "states": seen["states"]}]
    assert [studio["studio_id"] for studio in seen["by_studio"]] == [str(programme.studio)]
    assert (await programme.ok("GET", path, programme.office(f"county_office:{TAISHUN}")))["total"] == 0
    assert (await programme.ok("GET", path, programme.person()))["total"] == 1
