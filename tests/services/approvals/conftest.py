"""The service on a database of its own, and a client of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import httpx
import pytest

from chassis.web.app import Service
from services.approvals.main import build
from tests.conftest import Build
from tests.services.approvals.programme import Programme


@pytest.fixture
async def service(alone: Callable[[str, Build], Awaitable[Service]]) -> Service:
    return await alone("approvals", build)


@pytest.fixture
def programme(service: Service, signed_in: Callable[..., dict[str, str]]) -> Programme:
    return Programme(service, signed_in)


@pytest.fixture
async def client(
    service: Service, calling: Callable[[Service], AbstractAsyncContextManager[httpx.AsyncClient]]
) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(service) as ready:
        yield ready
