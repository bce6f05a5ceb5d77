"""The service with a small programme loaded: on a database shared by these tests, or on one of the test's own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from chassis.web.app import Service
from services.enrollment.main import build
from songjiao.servers.stack import Stack
from tests.conftest import elsewhere, made
from tests.services.enrollment.holding import hooks
from tests.services.enrollment.programme import Programme

SHARED = "enrollment_shared"


@pytest.fixture(scope="session")
async def shared(stack: Stack, templates: Any) -> AsyncIterator[Service]:
    """One database for all tests that keep to the ids they made."""
    template = await templates("enrollment")
    await made(stack, f'CREATE DATABASE "{SHARED}" TEMPLATE "{template}" OWNER enrollment_owner')
    service = build(elsewhere("enrollment", SHARED))
    yield service
    await service.database.close()


@pytest.fixture
async def programme(shared: Service, calling: Any, signed_in: Any) -> AsyncIterator[Programme]:
    """A school with its principal, three studios and an open round, all of this test alone."""
    async with calling(shared) as client:
        client.event_hooks = hooks(shared)
        loaded = Programme(shared, client, signed_in)
        await loaded.load()
        yield loaded


@pytest.fixture
async def apart(alone: Any, calling: Any, signed_in: Any) -> AsyncIterator[Programme]:
    """The same on a database of the test's own, for tests that count everything or change the rules."""
    service = await alone("enrollment", build)
    async with calling(service) as client:
        client.event_hooks = hooks(service)
        loaded = Programme(service, client, signed_in)
        await loaded.load()
        yield loaded
