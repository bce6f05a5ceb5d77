"""A studio's establishment for real (Arts. 3, 4.1, 8.1): every click, event and run as in production."""

import json

import pytest
from temporalio.client import Client

from chassis.settings import settings
from contracts.kinds import STUDIO_ESTABLISHMENT, workflow_id
from songjiao.servers.stack import Stack
from tests.breaker import breaking
from tests.system.founding import Founding
from tests.system.test_chain import decoded_payloads, events_of, state_told
from tests.system.world import RefusedError, World


@pytest.fixture
async def founding(world: World) -> Founding:
    """Everybody a founding needs."""
    found = Founding(world)
    await found.load()
    return found


async def test_nominated_declined_confirmed_filled_and_active(founding: Founding, stack: Stack) -> None:
    await founding.recruiting()
    await founding.window()
    await founding.admit(10)
    told = await founding.until("ACTIVE")
    assert (told["members"], told["waiver"]) == (10, None)
    case = await founding.until_shown("ACTIVE")
    assert case["open_tasks"] == []
    verbs = [
        entry["verb"]
        for entry in case["log"]
        if entry["verb"] in ("submit", "approve", "reject", "dispatch", "propose_base")
    ]
    assert verbs == ["submit", "approve", "dispatch", "propose_base", "reject", "propose_base", "approve"]
    async with breaking(stack.nats.url) as jetstream:
        told = [state_told(event) for event in await events_of(jetstream, "ENROLLMENT", founding.studio)]
    assert told[0] == "NOMINATED"
    client = await Client.connect(settings().temporal_address, namespace=settings().temporal_namespace)
    history = (
        await client.get_workflow_handle(workflow_id(STUDIO_ESTABLISHMENT.name, founding.studio)).fetch_history()
    ).to_json_dict()
    plain = json.dumps(history, ensure_ascii=False) + "".join(decoded_payloads(history))
    for secret in ("夏知远", "钱校长", "珊溪", "特级", "同意"):
        assert secret not in plain


async def test_nine_are_refused_and_then_waived(founding: Founding) -> None:
    world = founding.world
    await founding.recruiting()
    await founding.window()
    await founding.admit(9)
    with pytest.raises(RefusedError) as refused:
        await founding.do("activation", world.municipal_clerk)
    assert (refused.value.problem["code"], refused.value.problem["members"]) == ("too_few_members", 9)
    await founding.do("activation", world.municipal_clerk, waiver="山区校点分散，先行启动。")
    await founding.until("ACTIVE")


async def test_temporal_away_while_the_city_qualifies_and_dispatch_waits(founding: Founding, stack: Stack) -> None:
    world = founding.world
    await founding.nominate()
    task = await world.task(founding.studio, "qualification", world.municipal_clerk)
    await stack.temporal.stop()
    try:
        await world.decide(task, by=world.municipal_clerk)
    finally:
        await stack.temporal.start()
    await founding.until("QUALIFIED", seconds=90)
    await world.task(founding.studio, "dispatch", world.municipal_clerk, seconds=90)


async def test_a_school_head_who_nominated_does_not_decide(founding: Founding) -> None:
    world = founding.world
    await founding.nominate()
    task = await world.task(founding.studio, "qualification", world.municipal_clerk)
    with pytest.raises(RefusedError) as refused:
        await world.decide(task, by=founding.head)
    assert refused.value.status in (403, 404)
