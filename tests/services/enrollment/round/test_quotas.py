"""Places of a round per county and per studio: set, changed, counted, and never overrun."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from services.enrollment.commands.application.admit import admit
from services.enrollment.commands.round.quotas import set_quotas
from services.enrollment.domain.round.places import Quota, StudioPlaces, of_round
from tests.services.enrollment.meeting import outcome, second_while_first_is_open
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, admission, code
from tests.services.enrollment.studio.test_cap import admits, waiting


async def quotas(programme: Programme, *items: dict[str, Any]) -> Any:
    return await programme.ok("PUT", f"/rounds/{programme.round}/quotas", programme.city, {"items": items})


def of_county(places: int, county: str = WENCHENG) -> dict[str, Any]:
    return {"county": county, "places": places}


def of_studio(studio: UUID, places: int) -> dict[str, Any]:
    return {"studio_id": str(studio), "places": places}


async def places(programme: Programme) -> Any:
    return await programme.ok("GET", f"/rounds/{programme.round}/places", programme.city)


async def test_a_studios_quota_is_counted_in_its_round(programme: Programme) -> None:
    await quotas(programme, of_studio(programme.studio, 1))
    first, second = await waiting(programme, 2)
    done = await second_while_first_is_open(programme, admits(first), admits(second))
    assert [outcome(each) for each in done] == ["ADMITTED", "studio_full"]
    await quotas(programme)
    assert outcome(await programme.admit(second)) == "ADMITTED"


async def test_two_studios_share_the_last_place_of_their_county(programme: Programme) -> None:
    await quotas(programme, of_county(1), of_studio(programme.studio, 5), of_studio(programme.other_studio, 5))
    (first,) = await waiting(programme, 1)
    (second,) = await waiting(programme, 1, programme.other_studio)
    done = await second_while_first_is_open(programme, admits(first), admits(second))
    assert [outcome(each) for each in done] == ["ADMITTED", "studio_full"]


async def test_many_at_once_in_two_studios_never_overrun_the_county(programme: Programme) -> None:
    await quotas(programme, of_county(4), of_studio(programme.studio, 3))
    applications = await waiting(programme, 5) + await waiting(programme, 5, programme.other_studio)
    answers = await asyncio.gather(*(programme.admit(each) for each in applications))
    assert sorted(map(outcome, answers)) == ["ADMITTED"] * 4 + ["studio_full"] * 6


async def test_lowered_then_admitted(programme: Programme) -> None:
    await quotas(programme, of_studio(programme.studio, 2))
    first, second = await waiting(programme, 2)
    await programme.admit(first)

    def lowering(transaction: Transaction) -> Any:
        return set_quotas(transaction, programme.round, [Quota(1, studio_id=programme.studio)])

    done = await second_while_first_is_open(programme, lowering, admits(second))
    assert outcome(done[1]) == "studio_full"


async def test_admitted_then_lowered(programme: Programme) -> None:
    await quotas(programme, of_studio(programme.studio, 2))
    first, second = await waiting(programme, 2)
    await programme.admit(first)

    async def lowering(transaction: Transaction) -> Any:
        try:
            return await set_quotas(transaction, programme.round, [Quota(1, studio_id=programme.studio)])
        except Exception as error:
            return error

    done = await second_while_first_is_open(
        programme, lambda transaction: admit(transaction, admission(second)), lowering
    )
    assert outcome(done[0]) == "ADMITTED"
    assert "2 have been admitted" in done[1].fields[0].text.en
    sql = "SELECT places FROM round_quotas WHERE studio_id = :id"
    assert await programme.scalar(sql, id=programme.studio) == 2


async def test_quotas_are_set_when_a_round_is_opened(programme: Programme) -> None:
    round_id = uuid7()
    body = programme.round_body(counties=[TAISHUN], studio_ids=[str(programme.studio)], quotas=[of_county(7)])
    for _ in range(2):
        await programme.ok("PUT", f"/rounds/{round_id}", programme.city, body)
    found = await programme.ok("GET", f"/rounds/{round_id}/places", programme.person())
    assert {row["county"]: row["quota"] for row in found["counties"]} == {WENCHENG: 7, TAISHUN: None}
    wrong = body | {"quotas": [of_county(7, "330326")]}
    refused = await programme.call("PUT", f"/rounds/{uuid7()}", programme.city, wrong)
    assert [fault["field"] for fault in refused.json()["errors"]] == ["items.0"]


async def test_what_cannot_be_a_quota_is_told_by_its_place_in_the_list(programme: Programme) -> None:
    path = f"/rounds/{programme.round}/quotas"
    (first,) = await waiting(programme, 1)
    await programme.admit(first)
    items = [of_county(0), of_county(9), of_county(9, "330324"), of_studio(uuid7(), 1), of_studio(programme.studio, 0)]
    refused = await programme.call("PUT", path, programme.city, {"items": items})
    assert code(refused, 422) == "invalid_fields"
    faults = [fault["field"] for fault in refused.json()["errors"]]
    assert faults == ["items.0.places", "items.1", "items.2", "items.3", "items.4.places"]
    for wrong in ({"places": 1}, of_county(1) | of_studio(programme.studio, 1), of_county(-1), of_county(10_001)):
        assert (await programme.call("PUT", path, programme.city, {"items": [wrong]})).status_code == 422
    refused = await programme.call("PUT", path, programme.office(f"county_office:{WENCHENG}"), {"items": []})
    assert code(refused, 403) == "not_entitled"
    assert code(await programme.call("PUT", f"/rounds/{uuid7()}/quotas", programme.city, {"items": []}), 404)


async def test_after_the_closing_quotas_stay_as_they_are(programme: Programme) -> None:
    assert (await quotas(programme, of_county(9)))["items"] == [
        {"places": 9, "county": WENCHENG, "studio_id": None}
    ]  # fmt: skip
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    path = f"/rounds/{programme.round}/quotas"
    assert code(await programme.call("PUT", path, programme.city, {"items": []}), 409) == "round_closed"
    end = {"closes_at": (clock.business() + timedelta(days=60)).isoformat()}
    extended = await programme.call("POST", f"/rounds/{programme.round}/extend", programme.city, end)
    assert code(extended, 409) == "round_closed"


async def test_the_overview_counts_and_says_what_is_left(programme: Programme) -> None:
    await quotas(programme, of_county(3), of_studio(programme.studio, 9))
    applications = await waiting(programme, 2)
    await programme.submitted(await programme.another_teacher(), programme.other_studio)
    await programme.admit(applications[0])
    found = await places(programme)
    counties = {row["county"]: row for row in found["counties"]}
    studios = {row["studio_id"]: row for row in found["studios"]}
    assert (counties[WENCHENG]["applied"], counties[WENCHENG]["admitted"], counties[WENCHENG]["left"]) == (3, 1, 2)
    assert (counties[TAISHUN]["applied"], counties[TAISHUN]["left"]) == (0, 20)
    studio = studios[str(programme.studio)]
    assert (studio["applied"], studio["admitted"], studio["members"], studio["left"]) == (2, 1, 1, 2)
    assert found["minimum"] == 10
    assert set(found["short"]) == {str(id_) for id_ in (programme.studio, programme.other_studio, programme.far_studio)}
    assert code(await programme.call("GET", f"/rounds/{uuid7()}/places", programme.city), 404) == "not_found"


def test_what_is_left_is_the_least_of_all_limits() -> None:
    def studio(name: str, members: int, quota: int | None = None, cap: int | None = None) -> StudioPlaces:
        return StudioPlaces(uuid7(), name, "a", None, cap, members, members, members, 0, quota)

    found = of_round([studio("one", 18), studio("two", 3, quota=5), studio("three", 30, cap=25)], {"a": 53}, 10, 20)
    assert [each.left for each in found.studios] == [2, 2, 0]
    assert found.counties[0].left == 2, "51 of 53 are admitted"
    assert found.short == [found.studios[1].studio_id]
    assert [each.left for each in of_round([studio("one", 0)], {}, 10, 20).studios] == [20]
