"""A round closes by itself, when enrollment says that its time is up."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from contracts.commands.enrollment import CLOSE_ROUND
from tests.workflows.model import Services
from tests.workflows.tables import DAY
from workflows import recruiting_round as process
from workflows.recruiting_round import RecruitingRound, Start

Handle = WorkflowHandle[RecruitingRound, datetime]
Opened = Callable[[UUID, timedelta], Awaitable[Handle]]
TWO_YEARS = 730 * DAY
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def opened(environment: WorkflowEnvironment, services: Services) -> AsyncIterator[Opened]:
    """Opens a round for so long."""
    handles: list[Handle] = []

    async def open_round(round_id: UUID, span: timedelta) -> Handle:
        services.rounds[round_id] = await services.now() + span
        handle = await environment.client.start_workflow(
            RecruitingRound.run, Start(round_id), id=process.run_id(round_id), task_queue=process.NAME
        )
        handles.append(handle)
        await asked(services, handle, 1)
        return handle

    yield open_round
    for handle in handles:
        with suppress(RPCError):
            await handle.terminate()


async def asked(services: Services, handle: Handle, times: int) -> None:
    """Wait, in real time, until enrollment was asked so often and the run has set its timer: only a run that rests answers."""
    async with asyncio.timeout(10):
        while services.count(CLOSE_ROUND) < times:
            await asyncio.sleep(0.01)
        await handle.query("__temporal_workflow_metadata")


async def result(environment: WorkflowEnvironment, handle: Handle) -> datetime:
    """When it closed."""
    with environment.auto_time_skipping_disabled():
        return await asyncio.wait_for(handle.result(), 10)


async def test_after_two_years_it_closes_in_milliseconds(
    environment: WorkflowEnvironment, opened: Opened, services: Services
) -> None:
    round_id = uuid4()
    handle = await opened(round_id, TWO_YEARS)
    started = time.perf_counter()
    await environment.sleep(TWO_YEARS - MINUTE)
    assert services.count(CLOSE_ROUND) == 1
    await environment.sleep(2 * MINUTE)
    assert await result(environment, handle) == services.closed_rounds[round_id]
    assert time.perf_counter() - started < 2


async def test_an_extended_round_stays_open(
    environment: WorkflowEnvironment, opened: Opened, services: Services
) -> None:
    round_id = uuid4()
    handle = await opened(round_id, DAY)
    services.rounds[round_id] += DAY
    await handle.signal(process.EXTENDED, process.Extended(services.rounds[round_id]))
    await asked(services, handle, 2)
    await environment.sleep(DAY + MINUTE)
    assert round_id not in services.closed_rounds
    await environment.sleep(DAY)
    assert await result(environment, handle) >= services.rounds[round_id]


async def test_an_extension_it_was_not_told_of_counts(
    environment: WorkflowEnvironment, opened: Opened, services: Services
) -> None:
    round_id = uuid4()
    handle = await opened(round_id, DAY)
    services.rounds[round_id] += DAY
    await environment.sleep(DAY + MINUTE)
    await asked(services, handle, 2)
    assert round_id not in services.closed_rounds
    await environment.sleep(DAY)
    await result(environment, handle)


async def test_a_round_closed_by_hand_ends_the_run(
    environment: WorkflowEnvironment, opened: Opened, services: Services
) -> None:
    round_id = uuid4()
    handle = await opened(round_id, DAY)
    services.closed_rounds[round_id] = await services.now()
    await handle.signal(process.CLOSED, process.Closed(services.closed_rounds[round_id]))
    assert await result(environment, handle) == services.closed_rounds[round_id]
