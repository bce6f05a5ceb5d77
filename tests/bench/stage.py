"""The stack everything is measured on: one for all figures of a run."""

import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import httpx2

from chassis.settings import settings
from services.directory.commands import ensure_administrator
from songjiao import streams
from songjiao.databases import migrate, provision
from songjiao.servers.stack import Stack
from tests.apart import ports_apart
from tests.bench.quick import QuickWorld
from tests.breaker import BREAKER
from tests.system import processes
from tests.system.processes import Running
from tests.system.world import PASSWORD, Person, World


@dataclass
class Bench:
    """What a measurement needs."""

    stack: Stack
    services: Running
    workers: Running
    client: httpx2.AsyncClient
    session: aiohttp.ClientSession
    administrator: Person

    @property
    def roots(self) -> dict[str, int]:
        """Process trees by what they are."""
        servers = {server.name: server.pid for server in self.stack.servers}
        return servers | {"services": self.services.pid, "workers": self.workers.pid}

    async def world(self, trainees: int) -> QuickWorld:
        """A programme of its own with so many trainees."""
        world = QuickWorld(self.client, self.administrator, self.session)
        await world.load(trainees)
        return world


@asynccontextmanager
async def raised() -> AsyncIterator[Bench]:
    """Servers, services and workers, on a fresh disk; all gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="songjiao-bench-") as folder:
        root = Path(folder)
        stack = Stack(root / "stack", temporal_ui=False, ports=ports_apart())
        stack.nats.processes[BREAKER.public_key] = BREAKER
        async with stack.running():
            os.environ.update(stack.environment() | {"ENVIRONMENT": "production", "LOG_LEVEL": "WARNING"})
            settings.cache_clear()
            await provision(settings())
            await streams.provision(settings())
            await migrate(settings(), lambda _: None)
            await ensure_administrator("administrator", PASSWORD)
            async with (
                processes.running(processes.services(root)) as services,
                processes.running(processes.workers(root)) as workers,
                httpx2.AsyncClient(
                    base_url=services.url, timeout=60, limits=httpx2.Limits(max_connections=64)
                ) as client,
                aiohttp.ClientSession(services.url) as session,
            ):
                administrator = Person("管理员", "administrator")
                await World(client, administrator).sign_in(administrator)
                yield Bench(stack, services, workers, client, session, administrator)


def say(text: str = "") -> None:
    """One line of the report, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
