"""A bus and databases of their own for the tests of the mechanism."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis.bus.connection import Bus
from chassis.bus.layout import events, lay
from chassis.ids import uuid7
from chassis.settings import Settings, settings
from chassis.store.database import Database
from chassis.store.migrations import MECHANISM, upgrade_all
from contracts.topology import INSTALLER
from songjiao import streams
from songjiao.databases import owner_of, owners_url
from songjiao.servers.nats import Nats
from songjiao.servers.stack import Stack
from tests.breaker import BREAKER
from tests.chassis.carrying import taken
from tests.conftest import elsewhere, owning

Opened = Callable[[str], Awaitable[Database]]


@pytest.fixture
async def nats(stack: Stack, tmp_path: Path) -> AsyncIterator[Nats]:
    """A NATS server of this test alone, with the real permissions, and nothing on it yet."""
    async with Nats(
        tmp_path / "nats", processes=stack.keys.bus_processes() | {BREAKER.public_key: BREAKER}
    ).running() as server:
        yield server


@pytest.fixture
def bare_settings(nats: Nats) -> Settings:
    """Settings that lead to this test's own bus, on which there are no streams."""
    return settings().model_copy(update={"nats_url": nats.url})


@pytest.fixture
async def bus_settings(bare_settings: Settings) -> Settings:
    """Settings that lead to this test's own bus, as the set-up step leaves it."""
    await laid(bare_settings)
    return bare_settings


async def laid(told: Settings) -> None:
    """All streams; of directory's, enrollment's reader is given more than enrollment takes in."""
    await streams.provision(told)
    async with Bus(INSTALLER, told) as bus:
        await lay(await bus.joined(), events("directory", {"enrollment": ["directory.>"]}))


@pytest.fixture
async def opened(stack: Stack) -> AsyncIterator[Opened]:
    """Opens an empty database with the mechanism's tables, in the role of a service."""
    engine = create_async_engine(stack.postgres.url(), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    databases: list[tuple[str, Database]] = []

    async def open_one(service: str) -> Database:
        name = f"mechanism_{uuid7().hex}"
        async with engine.connect() as connection:
            await connection.execute(text(f'CREATE DATABASE "{name}" OWNER "{owner_of(service)}"'))
        told = elsewhere(service, name)
        await upgrade_all((MECHANISM,), owners_url(service, told), role=service)
        database = Database(service, told.database_of(service))
        databases.append((name, database))
        return database

    yield open_one
    for name, database in databases:
        await database.close()
        async with engine.connect() as connection:
            await connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    await engine.dispose()


@pytest.fixture
async def sender(opened: Opened) -> Database:
    """Whose events are said."""
    return await opened("directory")


@pytest.fixture
async def receiver(opened: Opened) -> Database:
    """Where they are taken in."""
    database = await opened("enrollment")
    async with owning(database.service, database.url) as connection:
        await connection.run_sync(taken.metadata.create_all)
    return database
