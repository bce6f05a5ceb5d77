"""The process that runs triggers and workers, while what it stands on is away."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from chassis.settings import Settings
from songjiao.keys import Keys
from songjiao.servers.ports import LOOPBACK, free_port
from workflows.worker import run, working


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Neither bus nor Temporal is where these point."""
    Keys(tmp_path).ensure()
    return Settings(
        environment="test",
        database_url="unused",
        nats_url=f"nats://{LOOPBACK}:{free_port()}",
        nats_keys_dir=tmp_path,
        temporal_address=f"{LOOPBACK}:{free_port()}",
        metrics_port=free_port(),
    )


@pytest.fixture
async def asking(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """Asks the process how it is."""
    async with httpx2.AsyncClient(base_url=f"http://{LOOPBACK}:{settings.metrics_port}") as client:
        yield client


async def answered(asking: httpx2.AsyncClient, path: str) -> httpx2.Response:
    """The first answer."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await asking.get(path)
            except httpx2.TransportError:
                await asyncio.sleep(0.02)


async def test_it_is_alive_and_says_what_is_away(settings: Settings, asking: httpx2.AsyncClient) -> None:
    async with working(["trainee_application", "recruiting_round"], settings):
        assert (await answered(asking, "/healthz")).status_code == 200
        ready = await asking.get("/readyz")
        assert (ready.status_code, ready.json()) == (503, {"temporal": "away", "bus": "away"})
        assert "songjiao_events_handled" in (await asking.get("/metrics")).text


async def test_a_signal_ends_it_soon_even_then(settings: Settings, asking: httpx2.AsyncClient) -> None:
    running = asyncio.create_task(run(["trainee_application"], settings))
    await answered(asking, "/healthz")
    started = time.perf_counter()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 10)
    assert time.perf_counter() - started < 5


async def test_a_process_there_is_not_is_refused(settings: Settings) -> None:
    with pytest.raises(KeyError):
        await run(["expense_claim"], settings)
