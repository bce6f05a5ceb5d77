"""Only the opening event starts a run, all others are told to it; an old event published again revives nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from contracts.cases import task_id
from contracts.envelope import Event
from contracts.events.approvals import DecisionRecorded
from contracts.events.enrollment import (
    ApplicationRoundClosed,
    ApplicationWithdrawn,
    RoundClosed,
    RoundExtended,
    RoundOpened,
)
from contracts.processes import recruiting_round, trainee_application
from contracts.rules import Stage, Verb
from tests.workflows import events
from tests.workflows.conftest import workers
from tests.workflows.model import DAY, Application, Services, plan
from tests.workflows.test_long_runs import real_now
from workflows.trigger import NotStartedError
from workflows.worker import TRIGGERS


@dataclass
class World:
    """An application in enrollment, and a way to take events in as a listener does."""

    client: Client
    services: Services
    application_id: UUID

    @property
    def row(self) -> Application:
        return self.services.applications[self.application_id]

    async def take_in(self, event: Event) -> None:
        await TRIGGERS[type(event)](self.client, self.services, event)

    async def outcome(self) -> object:
        handle = self.client.get_workflow_handle(trainee_application.workflow_id(self.application_id))
        return await asyncio.wait_for(handle.result(), 10)

    async def decision(self, stage: Stage, verb: Verb, round_: int = 1) -> DecisionRecorded:
        """The office decides as soon as it has the task."""
        task = task_id(self.application_id, stage, round_)
        async with asyncio.timeout(10):
            while task not in self.services.tasks:
                await asyncio.sleep(0.01)
        said = await self.services.decide(task, verb)
        return DecisionRecorded(
            decision_id=said.decision_id,
            task_id=task,
            case_id=self.application_id,
            kind=trainee_application.KIND,
            stage=stage,
            round=round_,
            verb=verb,
            revision=said.revision,
            content_hash="",
            decided_at=said.decided_at,
            log_head="",
        )


@pytest.fixture
async def world(full_server: WorkflowEnvironment) -> AsyncIterator[World]:
    """One application, not yet known to Temporal."""
    services, application_id = Services(real_now), uuid4()
    services.applications[application_id] = Application(plan())
    async with workers(full_server.client, services):
        yield World(full_server.client, services, application_id)


async def test_events_carry_an_application_through(world: World) -> None:
    await world.take_in(events.submitted(world.application_id, world.row.plan))
    await world.take_in(await world.decision("school", "return"))
    async with asyncio.timeout(10):
        while world.row.state != "RETURNED":
            await asyncio.sleep(0.01)
    world.row.state, world.row.revision = "SUBMITTED", 2
    await world.take_in(events.resubmitted(world.application_id, world.row.plan, 2, "school"))
    await world.take_in(await world.decision("school", "approve", 2))
    await world.take_in(await world.decision("county", "approve"))
    await world.take_in(await world.decision("municipal", "approve"))
    assert await world.outcome() == "admitted"


async def test_the_opening_event_starts_in_this_process_and_once(world: World) -> None:
    opening = events.submitted(world.application_id, world.row.plan)
    await world.take_in(opening)
    await world.take_in(opening)
    handle = world.client.get_workflow_handle(trainee_application.workflow_id(world.application_id))
    history = await handle.fetch_history()
    assert history.events[0].workflow_execution_started_event_attributes.eager_execution_accepted
    description = await handle.describe()
    assert await description.static_summary() == "BM-2021-000123"
    await world.take_in(await world.decision("school", "reject"))
    assert await world.outcome() == "declined"
    await world.take_in(opening)


async def test_a_run_that_has_ended_is_told_nothing_more(world: World) -> None:
    await world.take_in(events.submitted(world.application_id, world.row.plan))
    decided = await world.decision("school", "reject")
    await world.take_in(decided)
    assert await world.outcome() == "declined"
    await world.take_in(decided)
    await world.take_in(ApplicationWithdrawn(application_id=world.application_id, withdrawn_at=datetime.now(UTC)))


async def test_word_for_a_run_that_is_not_there_yet_comes_again(world: World) -> None:
    now = datetime.now(UTC)
    closed = ApplicationRoundClosed(application_id=world.application_id, round_id=uuid4(), closed_at=now)
    with pytest.raises(NotStartedError):
        await world.take_in(closed)
    world.row.state = "WITHDRAWN"
    await world.take_in(closed)


async def test_decisions_of_other_kinds_of_cases_are_none_of_ours(world: World) -> None:
    await world.take_in(events.submitted(world.application_id, world.row.plan))
    decided = await world.decision("school", "reject")
    await world.take_in(decided.model_copy(update={"kind": "expense_claim", "case_id": uuid4()}))


async def test_a_round_opens_is_extended_and_closes(world: World) -> None:
    round_id, now = uuid4(), datetime.now(UTC)
    world.services.rounds[round_id] = now + DAY
    await world.take_in(RoundExtended(round_id=round_id, closes_at=now + DAY))
    await world.take_in(RoundOpened(round_id=round_id, name="2021年第一轮", closes_at=now + DAY))
    await world.take_in(RoundExtended(round_id=round_id, closes_at=now + DAY))
    world.services.closed_rounds[round_id] = now
    await world.take_in(RoundClosed(round_id=round_id, closed_at=now))
    handle = world.client.get_workflow_handle(recruiting_round.workflow_id(round_id), result_type=datetime)
    assert await asyncio.wait_for(handle.result(), 10) == now
    await world.take_in(RoundClosed(round_id=round_id, closed_at=now))
