"""The enrollment chain for real (Art. 4.2): from a teacher's application to the roster."""

import base64
import json
from typing import Any
from uuid import UUID

from nats.js import JetStreamContext
from temporalio.client import Client

from chassis.settings import settings
from contracts.cases import news_of
from contracts.kinds import TRAINEE_APPLICATION, workflow_id
from songjiao.servers.stack import Stack
from tests.breaker import breaking
from tests.system.world import STEPS, World


async def test_from_application_to_roster_with_a_return(world: World) -> None:
    trainee = world.trainees[0]
    application = await world.apply(trainee)
    await world.pass_stage(application, "school")
    await world.pass_stage(application, "county", "return")
    await world.until_state(application, "RETURNED")

    before = await world.application(application, trainee)
    motivation = "补充：近三年有两篇论文在市级刊物发表。"
    _, version = await world.draft(trainee, application, motivation=motivation, base_version=before["version"])
    await world.submit(trainee, application, version)
    for stage in STEPS[1:]:
        await world.pass_stage(application, stage)
    admitted = await world.until_state(application, "ADMITTED")

    assert len(admitted["revisions"]) == 2
    roster = await world.call("GET", f"/api/enrollment/studios/{world.studio}/roster", world.municipal_clerk)
    assert [member["name"] for member in roster["items"]] == [trainee.name]


async def test_events_lie_on_the_stream_in_order(world: World, stack: Stack) -> None:
    application = await world.apply()
    await world.admit(application)
    async with breaking(stack.nats.url) as jetstream:
        said = await events_of(jetstream, "ENROLLMENT", application)
    assert [state_told(event) for event in said] == ["SUBMITTED", "RECOMMENDED", "COUNTY_APPROVED", "ADMITTED"]
    assert [event["aggregateversion"] for event in said] == sorted(event["aggregateversion"] for event in said)
    assert all(event["specversion"] == "1.0" for event in said)


async def test_temporal_knows_no_name_and_no_number(world: World) -> None:
    application = await world.apply()
    await world.admit(application)
    client = await Client.connect(settings().temporal_address, namespace=settings().temporal_namespace)
    handle = client.get_workflow_handle(workflow_id(TRAINEE_APPLICATION.name, application))
    history = await handle.fetch_history()
    text = json.dumps(history.to_json_dict(), ensure_ascii=False)
    plain = text + "".join(decoded_payloads(history.to_json_dict()))
    for secret in ("学员", "林晓岚", "19000000001", "云溪", "课堂教学", "同意"):
        assert secret not in plain
    assert str(application) in plain


async def test_the_log_of_a_case_verifies(world: World) -> None:
    application = await world.apply()
    await world.admit(application)
    case = await world.call("GET", f"/api/approvals/cases/{application}", world.municipal_clerk)
    assert [entry["verb"] for entry in case["log"] if entry["verb"] in ("submit", "approve")] == [
        "submit", "approve", "approve", "approve",
    ]  # fmt: skip


async def events_of(jetstream: JetStreamContext, stream: str, subject: UUID) -> list[dict[str, Any]]:
    """Everything on a stream that speaks of one aggregate, in the stream's order."""
    subscription = await jetstream.subscribe(f"{stream.lower()}.>", ordered_consumer=True)
    held = (await jetstream.stream_info(stream)).state.messages
    found = [json.loads((await subscription.next_msg(timeout=5)).data) for _ in range(held)]
    await subscription.unsubscribe()
    return [event for event in found if event["subject"] == str(subject)]


def state_told(event: dict[str, Any]) -> str | None:
    """The state that a case's news tells; None for any other event."""
    return str(event["data"]["state"]) if event["type"] == news_of("enrollment").TYPE else None


def decoded_payloads(node: object) -> list[str]:
    """Every payload of a history in plain text."""
    found: list[str] = []
    if isinstance(node, dict):
        if isinstance(data := node.get("data"), str):
            found.append(base64.b64decode(data).decode(errors="replace"))
        for value in node.values():
            found += decoded_payloads(value)
    elif isinstance(node, list):
        for value in node:
            found += decoded_payloads(value)
    return found
