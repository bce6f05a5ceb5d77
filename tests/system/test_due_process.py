"""A disqualification for real (Art. 7.2): from attendance on the bus to an appeal that gives the place back."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from contracts.kinds import DISQUALIFICATION
from tests.patience import Patience
from tests.system import attending
from tests.system.world import World

WORDS = "那两次我在县医院陪护家人，已向主持人口头说明，附有病历。"


@pytest.fixture
async def membership(world: World) -> UUID:
    """The trainee, admitted."""
    application = await world.apply()
    await world.admit(application)
    roster = await world.call("GET", f"/api/enrollment/studios/{world.studio}/roster", world.municipal_clerk)
    return UUID(roster["items"][0]["membership_id"])


async def case_of(world: World, membership: UUID, state: str, seconds: float = 30) -> Any:
    """Wait until the member's case is in a state."""
    patience = Patience()
    async with asyncio.timeout(seconds):
        while True:
            cases = (await world.call("GET", "/api/enrollment/disqualifications", world.municipal_clerk))["items"]
            found = next((case for case in cases if case["membership_id"] == str(membership)), None)
            if found and found["state"] == state:
                return found
            await patience.pause()


async def test_flagged_stated_decided_appealed_and_overturned(world: World, membership: UUID) -> None:
    trainee = world.trainees[0]
    for _ in range(2):
        await attending.say(membership, "TRUANT")
    case_id = UUID((await case_of(world, membership, "FLAGGED"))["id"])
    await world.decide(await world.task(case_id, "host_confirmation", world.host), by=world.host)
    await case_of(world, membership, "HOST_CONFIRMED")
    await world.task(case_id, "statement", trainee)
    path = f"/api/enrollment/disqualifications/{case_id}"
    await world.call("POST", f"{path}/statement", trainee, json={"words": WORDS})
    await world.decide(await world.task(case_id, "county_opinion", world.county_clerk), by=world.county_clerk)
    await world.decide(await world.task(case_id, "decision", world.municipal_clerk), by=world.municipal_clerk)
    await case_of(world, membership, "DISQUALIFIED")
    roster = await world.call("GET", f"/api/enrollment/studios/{world.studio}/roster", world.municipal_clerk)
    assert roster["items"][0]["state"] == "DISQUALIFIED"
    await world.call("POST", f"{path}/appeal", trainee, json={"words": WORDS})
    # Whoever decided may not hear the appeal: another clerk does.
    task = await world.task(case_id, "appeal", world.second_municipal_clerk)
    await world.decide(task, by=world.second_municipal_clerk)
    await case_of(world, membership, "OVERTURNED")
    roster = await world.call("GET", f"/api/enrollment/studios/{world.studio}/roster", world.municipal_clerk)
    assert roster["items"][0]["state"] == "ACTIVE"
    case = await world.call("GET", f"/api/approvals/cases/{case_id}", world.municipal_clerk)
    assert case["card"]["kind"] == DISQUALIFICATION.name
    assert case["log"][0]["verb"] in ("open", "flag")
    assert sum(entry["verb"] == "flag" for entry in case["log"]) == 1


async def test_a_correction_ends_it_and_closes_the_task(world: World, membership: UUID) -> None:
    await attending.say(membership, "TRUANT")
    second = await attending.say(membership, "TRUANT")
    case_id = UUID((await case_of(world, membership, "FLAGGED"))["id"])
    task = await world.task(case_id, "host_confirmation", world.host)
    await attending.say(membership, "EXCUSED", row=second, version=2)
    await case_of(world, membership, "CORRECTED")
    await world.until_closed(task["task_id"])
