"""Triggers and workers in one process, on one connection to Temporal and one to the bus."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from chassis.bus.connection import Bus
from chassis.settings import Settings
from workflows.engine import serving, triggers
from workflows.engine.connection import connected
from workflows.engine.health import Health, face
from workflows.processes import Process, all_triggers, processes

log = structlog.get_logger()

ENDING = (signal.SIGINT, signal.SIGTERM)
# A Temporal that does not answer would hold the process longer than a container is given to end.
ENDED_WITHIN_SECONDS = serving.GRACE.total_seconds() + 2
CHECK_SECONDS = 5.0
CHECK_TIMEOUT = timedelta(seconds=3)


async def run(names: Sequence[str], settings: Settings) -> None:
    """Work until SIGINT or SIGTERM; steps under way may finish. Raises KeyError for a process there is not."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, stop.set)
    try:
        async with working(names, settings) as health:
            await stop.wait()
        if not health.work_ended:
            # Closing the loop would wait for the answer after all.
            sys.stdout.flush()
            os._exit(0)
    finally:
        for number in ENDING:
            loop.remove_signal_handler(number)


@contextlib.asynccontextmanager
async def working(names: Sequence[str], settings: Settings) -> AsyncIterator[Health]:
    """Run the workers of these processes and the triggers of all, which share one durable reader, until the block ends."""
    there = processes()
    chosen = {name: there[name] for name in names}
    async with Bus("workflows", settings) as bus:
        health = Health(bus)
        server = face(health, settings)
        serving = asyncio.create_task(server.serve())
        work = asyncio.create_task(_work(chosen, bus, settings, health))
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


async def _work(chosen: Mapping[str, Process], bus: Bus, settings: Settings, health: Health) -> None:
    client = await connected(settings)
    async with asyncio.TaskGroup() as group:
        group.create_task(_watch(client, health))
        for name, process in chosen.items():
            group.create_task(_kept_running(name, partial(_run_worker, name, process, client, bus, settings)))
        for listener in triggers.listeners(client, bus, all_triggers()):
            group.create_task(_kept_running("triggers", listener.run))


async def _run_worker(name: str, process: Process, client: Client, bus: Bus, settings: Settings) -> None:
    await serving.worker(client, bus, settings, name, process.run, process.commands).run()


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
