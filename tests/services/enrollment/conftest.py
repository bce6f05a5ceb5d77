"""The service with a small programme loaded: on a database shared by these tests, or on one of the test's own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis.settings import settings
from chassis.web.app import Service
from services.enrollment.main import build
from songjiao.servers.stack import Stack
from tests.services.enrollment.programme import Programme

SHARED = "enrollment_shared"


@pytest.fixture(scope="session")
async def shared(stack: Stack, templates: Any) -> AsyncIterator[Service]:
    """One database for all tests that keep to the ids they made."""
    await templates("enrollment")
    engine = create_async_engine(stack.postgres.url(), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f'CREATE DATABASE "{SHARED}" TEMPLATE enrollment OWNER enrollment'))
    own = settings().database_of("enrollment").rsplit("/", 1)[0]
    service = build(settings().model_copy(update={"database_url": f"{own}/{SHARED}"}))
    yield service
    await service.database.close()
    await engine.dispose()


@pytest.fixture
async def programme(shared: Service, calling: Any, signed_in: Any) -> AsyncIterator[Programme]:
    """A school with its principal, three studios and an open round, all of this test alone."""
    async with calling(shared) as client:
        loaded = Programme(shared, client, signed_in)
        await loaded.load()
        yield loaded


@pytest.fixture
async def apart(alone: Any, calling: Any, signed_in: Any) -> AsyncIterator[Programme]:
    """The same on a database of the test's own, for tests that count everything or change the rules."""
    service = await alone("enrollment", build)
    async with calling(service) as client:
        loaded = Programme(service, client, signed_in)
        await loaded.load()
        yield loaded
