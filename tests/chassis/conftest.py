"""A bus and databases of their own for the tests of the mechanism."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis.ids import uuid7
from chassis.settings import Settings, settings
from chassis.store.database import Database
from chassis.store.migrations import MECHANISM, upgrade_all
from songjiao.databases import owner_of, owners_url
from songjiao.servers.nats import Nats
from songjiao.servers.stack import Stack
from tests.breaker import BREAKER
from tests.conftest import elsewhere

Opened = Callable[[str], Awaitable[Database]]


@pytest.fixture
async def nats(stack: Stack, tmp_path: Path) -> AsyncIterator[Nats]:
    """A NATS server of this test alone, with the real permissions."""
    async with Nats(
        tmp_path / "nats", processes=stack.keys.bus_processes() | {BREAKER.public_key: BREAKER}
    ).running() as server:
        yield server


@pytest.fixture
def bus_settings(nats: Nats) -> Settings:
    """Settings that lead to this test's own bus."""
    return settings().model_copy(update={"nats_url": nats.url})


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
