"""Triggers and workers in one process, on one connection to Temporal and one to the bus."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial

import structlog
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from chassis.bus.connection import Bus
from chassis.settings import Settings
from workflows import serving, trigger
from workflows.connection import connected
from workflows.disqualification.triggers import TRIGGERS as DISQUALIFICATION_TRIGGERS
from workflows.disqualification.worker import worker as disqualification_worker
from workflows.health import Health, face
from workflows.recruiting_round.triggers import TRIGGERS as ROUND_TRIGGERS
from workflows.recruiting_round.worker import worker as round_worker
from workflows.studio_establishment.triggers import TRIGGERS as STUDIO_TRIGGERS
from workflows.studio_establishment.worker import worker as studio_worker
from workflows.trainee_application.triggers import TRIGGERS as APPLICATION_TRIGGERS
from workflows.trainee_application.worker import worker as application_worker
from workflows.trigger import Triggers, combined

log = structlog.get_logger()

WORKERS: dict[str, Callable[[Client, Bus, Settings], Worker]] = {
    "trainee_application": application_worker,
    "recruiting_round": round_worker,
    "studio_establishment": studio_worker,
    "disqualification": disqualification_worker,
}
TRIGGERS: Triggers = combined(APPLICATION_TRIGGERS, ROUND_TRIGGERS, STUDIO_TRIGGERS, DISQUALIFICATION_TRIGGERS)

ENDING = (signal.SIGINT, signal.SIGTERM)
# A Temporal that does not answer would hold the process longer than a container is given to end.
ENDED_WITHIN_SECONDS = serving.GRACE.total_seconds() + 2
CHECK_SECONDS = 5.0
CHECK_TIMEOUT = timedelta(seconds=3)


async def run(processes: Sequence[str], settings: Settings) -> None:
    """Work until SIGINT or SIGTERM; steps under way may finish. Raises KeyError for a process there is not."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, stop.set)
    try:
        async with working(processes, settings) as health:
            await stop.wait()
        if not health.work_ended:
            # Closing the loop would wait for the answer after all.
            sys.stdout.flush()
            os._exit(0)
    finally:
        for number in ENDING:
            loop.remove_signal_handler(number)


@contextlib.asynccontextmanager
async def working(processes: Sequence[str], settings: Settings) -> AsyncIterator[Health]:
    """Run the workers of `processes` and the triggers of all, which share one durable reader, until the block ends."""
    makers = {name: WORKERS[name] for name in processes}
    async with Bus("workflows", settings) as bus:
        health = Health(bus)
        server = face(health, settings)
        serving = asyncio.create_task(server.serve())
        work = asyncio.create_task(_work(makers, bus, settings, health))
        try:
            yield health
        finally:
            work.cancel()
            await asyncio.wait({work}, timeout=ENDED_WITHIN_SECONDS)
            health.work_ended = work.done()
            if not health.work_ended:
                log.warning("worker.abandoned", seconds=ENDED_WITHIN_SECONDS)
            server.should_exit = True
            await asyncio.gather(serving, return_exceptions=True)


async def _work(
    makers: dict[str, Callable[[Client, Bus, Settings], Worker]], bus: Bus, settings: Settings, health: Health
) -> None:
    client = await connected(settings)
    async with asyncio.TaskGroup() as group:
        group.create_task(_watch(client, health))
        for name, make in makers.items():
            group.create_task(_kept_running(name, partial(_run_worker, make, client, bus, settings)))
        for listener in trigger.listeners(client, bus, TRIGGERS):
            group.create_task(_kept_running("triggers", listener.run))


async def _run_worker(
    make: Callable[[Client, Bus, Settings], Worker], client: Client, bus: Bus, settings: Settings
) -> None:
    await make(client, bus, settings).run()


async def _kept_running(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    """A worker that has met a fatal error is made anew: it may have been the server's, and passing."""
    while True:
        try:
            await loop()
        except Exception:
            log.exception("worker.failed", name=name)
        await asyncio.sleep(1)


async def _watch(client: Client, health: Health) -> None:
    while True:
        try:
            health.temporal = await client.service_client.check_health(timeout=CHECK_TIMEOUT)
        except RPCError:
            health.temporal = False
        await asyncio.sleep(CHECK_SECONDS)
