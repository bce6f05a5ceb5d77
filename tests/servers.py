"""The three servers from their wheels, with empty databases."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from chassis import clock
from chassis.settings import settings
from songjiao import streams
from songjiao.databases import migrate, provision
from songjiao.servers.stack import Stack
from tests.apart import ports_apart
from tests.breaker import BREAKER


async def with_tables() -> None:
    """Everybody's tables, on the servers the environment leads to."""
    await migrate(settings(), lambda _: None)


@asynccontextmanager
async def raised(root: Path) -> AsyncIterator[Stack]:
    """PostgreSQL, NATS and Temporal; as long as they run, the environment says where they are."""
    servers = Stack(root, temporal_ui=False, ports=ports_apart())
    servers.nats.processes[BREAKER.public_key] = BREAKER
    async with servers.running() as running:
        with pytest.MonkeyPatch.context() as environment:
            for name, value in running.environment().items():
                environment.setenv(name, value)
            environment.setenv("ENVIRONMENT", "test")
            environment.setenv("CLOCK_FILE", str(root / "clock"))
            settings.cache_clear()
            await provision(settings())
            await streams.provision(settings())
            yield running
    settings.cache_clear()
    clock.forget()
