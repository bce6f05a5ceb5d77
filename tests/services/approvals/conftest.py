"""The service on a database of its own, and a client of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager

import httpx2
import pytest

from chassis.web.app import Service
from contracts.kinds import KINDS, Kind, register
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
    service: Service, calling: Callable[[Service], AbstractAsyncContextManager[httpx2.AsyncClient]]
) -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(service) as ready:
        yield ready


@pytest.fixture
def parcel() -> Iterator[Kind]:
    """A kind of case that nobody but these tests knows, with an owner of its own."""
    kind = register(Kind("parcel", owner="trial", prefix="PX"))
    yield kind
    del KINDS[kind.name]
