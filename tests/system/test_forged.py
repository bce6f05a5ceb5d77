"""Temporal authenticates nobody by itself: whoever reaches it can signal a run, and admits nobody by it."""

import asyncio
from uuid import UUID

from sqlalchemy import select
from temporalio.client import Client

from chassis import clock
from chassis.ids import uuid7
from chassis.settings import settings
from chassis.store.tables import outbox
from contracts.cases import task_id
from contracts.events.approvals import DecisionRecorded
from contracts.kinds import TRAINEE_APPLICATION, workflow_id
from songjiao.events.published import opened
from tests.system.world import STEPS, World
from workflows.engine.connection import CONVERTER
from workflows.engine.messages import DECIDED, Decided

# Far longer than a run that believed it would need.
A_WHILE = 1.0


async def test_forged_signals_admit_nobody_and_the_genuine_decisions_count(world: World) -> None:
    other = await world.apply()
    await world.admit(other)
    await world.newcomer()
    application = await world.apply()
    temporal = await Client.connect(
        settings().temporal_address, namespace=settings().temporal_namespace, data_converter=CONVERTER
    )
    run = temporal.get_workflow_handle(workflow_id(TRAINEE_APPLICATION.name, application))
    for stage in STEPS:
        task = await world.task(application, stage)
        before = await world.application(application)
        # Nothing, something, and what the same office has signed in another case.
        for signature in ("", "forged", await signature_of(other, stage)):
            place = task_id(application, stage, 1)
            await run.signal(DECIDED, Decided(uuid7(), place, "approve", 1, clock.business(), signature))
        await asyncio.sleep(A_WHILE)
        assert (await world.application(application))["state"] == before["state"]
        await world.decide(task)
    await world.until_state(application, "ADMITTED")
    case = await world.call("GET", f"/api/approvals/cases/{application}", world.municipal_clerk)
    verbs = [entry["verb"] for entry in case["log"]]
    assert verbs == ["submit", *["open", "approve"] * 3], "nobody was given it twice, and nothing false is noted"


async def signature_of(case_id: UUID, stage: str) -> str:
    """What proves the decision of this stage."""
    said = outbox.c.data
    found = select(said["signature"].astext).where(
        outbox.c.subject == case_id, outbox.c.type == DecisionRecorded.TYPE, said["stage"].astext == stage
    )
    async with opened("approvals", settings()) as database, database.reading() as connection:
        return str(await connection.scalar(found))
