"""The whole system, as `make up` runs it: servers, one process of services, one of workers; gone after these tests."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from services.directory.commands import ensure_administrator
from songjiao.servers.stack import Stack
from tests.system import processes
from tests.system.processes import Running
from tests.system.world import PASSWORD, Person, World


@pytest.fixture(scope="package")
async def services(stack: Stack, migrated: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """All services and the portal in one process."""
    async with processes.running(processes.services(tmp_path_factory.mktemp("services"))) as running:
        yield running


@pytest.fixture(scope="package")
async def workers(stack: Stack, services: Running, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """All triggers and workflows in one process."""
    async with processes.running(processes.workers(tmp_path_factory.mktemp("workers"))) as running:
        yield running


@pytest.fixture(scope="package")
async def client(services: Running) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client of the services."""
    limits = httpx2.Limits(max_connections=40, max_keepalive_connections=40)
    async with httpx2.AsyncClient(base_url=services.url, timeout=30, limits=limits) as client:
        yield client


@pytest.fixture
async def world(client: httpx2.AsyncClient, workers: Running) -> World:
    """A programme of its own, with one trainee and an open round."""
    login = "administrator"
    await ensure_administrator(login, PASSWORD)
    world = World(client, Person("管理员", login))
    await world.sign_in(world.administrator)
    await world.load()
    return world
