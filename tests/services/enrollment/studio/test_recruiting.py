"""Rounds are opened for studios that recruit, and only to those is anything sent."""

from typing import Any
from uuid import UUID

import pytest

from casework.gate import By
from chassis import clock
from chassis.ids import uuid7
from services.enrollment.commands.application.submit import submit
from services.enrollment.commands.studio.run import turn
from services.enrollment.domain.studio.states import LIFE, RECRUITS
from tests.services.enrollment.meeting import outcome, returned, second_while_first_is_open
from tests.services.enrollment.programme import WENCHENG, Programme, code
from tests.services.enrollment.studio.arranging import change

CLERK = By(uuid7(), "周市办")
WHY = "主持人外出进修一年。"


async def opening(programme: Programme, round_id: UUID | None = None, **changes: Any) -> Any:
    body = programme.round_body(**changes)
    return await programme.call("PUT", f"/rounds/{round_id or uuid7()}", programme.city, body)


@pytest.mark.parametrize("state", LIFE.states)
async def test_a_round_is_opened_for_studios_that_recruit(programme: Programme, state: str) -> None:
    county = str(programme.far_studio.int)[-6:]
    await change(programme, programme.far_studio, county=county, state=state)
    by_county = await opening(programme, counties=[county])
    named = await opening(programme, studio_ids=[str(programme.far_studio), str(programme.studio)])
    if state in RECRUITS:
        assert (by_county.json()["studios"], named.json()["studios"]) == (1, 2)
        return
    assert code(by_county, 422) == "no_studios"
    assert code(named, 422) == "studio_not_recruiting"
    assert [fault["field"] for fault in named.json()["errors"]] == ["studio_ids"]
    assert "夏知远" in named.json()["errors"][0]["detail"]
    assert "林晓岚" not in named.json()["errors"][0]["detail"]
    mixed = await opening(programme, counties=[county], studio_ids=[str(programme.studio)])
    assert mixed.json()["studios"] == 1


async def test_the_same_opening_again_changes_nothing_though_a_studio_has_stopped(programme: Programme) -> None:
    county, round_id = str(programme.far_studio.int)[-6:], uuid7()
    await change(programme, programme.far_studio, county=county)
    body = programme.round_body(counties=[county], studio_ids=[str(programme.studio)])

    async def again(**changes: Any) -> Any:
        return await programme.call("PUT", f"/rounds/{round_id}", programme.city, body | changes)

    assert (await again()).json()["studios"] == 2
    await change(programme, programme.far_studio, state="SUSPENDED")
    await change(programme, programme.studio, state="TERMINATED")
    assert (await again()).json()["studios"] == 2
    for other in (
        {"counties": []}, {"studio_ids": []}, {"studio_ids": [str(programme.other_studio)]}, {"counties": [county, WENCHENG]},
    ):  # fmt: skip
        assert code(await again(**other), 409) == "round_exists"


@pytest.mark.parametrize("state", [state for state in LIFE.states if state not in RECRUITS])
async def test_nothing_is_sent_to_a_studio_that_recruits_nobody(programme: Programme, state: str) -> None:
    application, version = await programme.draft()
    since = clock.business()
    await change(programme, programme.studio, state=state, state_since=since)
    path = f"/applications/{application}/submit"
    refused = await programme.call("POST", path, programme.person(), {"version": version})
    assert code(refused, 409) == "studio_not_recruiting"
    told = refused.json()
    assert [fault["field"] for fault in told["errors"]] == ["studio_id"]
    assert (told["state"], told["at"][:19]) == (state, since.isoformat()[:19])
    assert await programme.state(application) == "DRAFT"
    await change(programme, programme.studio, state="ACTIVE")
    await programme.send(application, version)
    assert await programme.state(application) == "SUBMITTED"


async def test_a_correction_goes_to_another_studio_when_the_first_has_ended(programme: Programme) -> None:
    application, version = await returned(programme)
    await change(programme, programme.studio, state="TERMINATED")
    path = f"/applications/{application}/submit"
    refused = await programme.call("POST", path, programme.person(), {"version": version})
    assert code(refused, 409) == "studio_not_recruiting"
    body = {"studio_id": str(programme.other_studio), "base_version": version}
    saved = await programme.ok("PUT", f"/applications/{application}", programme.person(), body)
    await programme.send(application, saved["version"])
    assert await programme.state(application) == "SUBMITTED"


async def test_suspended_while_one_submits_is_refused(programme: Programme) -> None:
    application, version = await programme.draft()
    await change(programme, programme.studio, state="ACTIVE")
    done = await second_while_first_is_open(
        programme,
        lambda transaction: turn(transaction, programme.studio, "suspend", WHY, CLERK),
        lambda transaction: submit(transaction, application, programme.teacher, version),
    )
    assert outcome(done[1]) == "studio_not_recruiting"
    assert await programme.state(application) == "DRAFT"


async def test_a_suspension_waits_for_what_is_being_submitted(programme: Programme) -> None:
    application, version = await programme.draft()
    await change(programme, programme.studio, state="ACTIVE")
    waited: list[bool] = []

    async def suspend(transaction: Any) -> None:
        await turn(transaction, programme.studio, "suspend", WHY, CLERK)
        waited.append(await programme.state(application) == "SUBMITTED")

    await second_while_first_is_open(
        programme, lambda transaction: submit(transaction, application, programme.teacher, version), suspend
    )
    assert waited == [True]
