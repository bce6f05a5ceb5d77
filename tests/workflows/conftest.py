"""A Temporal server whose time can be moved, and workers on it that run in the sandbox."""

import os
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from chassis.settings import Settings
from contracts.kinds import KINDS, TRAINEE_APPLICATION
from songjiao.servers.programs import program
from tests.workflows.case import Case, Opened, begin, place
from tests.workflows.model import Services
from tests.workflows.rows import real_now
from tests.workflows.trial import PARCEL
from tests.workflows.world import World
from workflows.engine import serving, surface
from workflows.engine.connection import CONVERTER
from workflows.engine.correlated import Correlated
from workflows.processes import processes

LONG_HISTORY = 60
SETTINGS = Settings(environment="test", database_url="unused")


@pytest.fixture(scope="package", autouse=True)
def told() -> Iterator[None]:
    """The tests' own kind of case, and what triggers read of the environment, where these tests run without other servers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, PARCEL.name, PARCEL)
        patch.setenv("DATABASE_URL", os.environ.get("DATABASE_URL", "unused"))
        yield


@pytest.fixture(scope="package")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """Time stands still unless it is moved on purpose."""
    async with skipping_environment() as running:
        yield running


@asynccontextmanager
async def skipping_environment() -> AsyncIterator[WorkflowEnvironment]:
    """The server whose time can be moved."""
    skipping = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=program("temporal-test-server"),
        data_converter=CONVERTER,
        interceptors=[Correlated()],
    )
    async with skipping as running:
        await running.client.operator_service.add_search_attributes(_search_attributes(running.client.namespace))
        yield running


@pytest.fixture(scope="package")
async def full_server() -> AsyncIterator[WorkflowEnvironment]:
    """The full server, which suggests a new run after few events; its time cannot be moved."""
    local = await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        dev_server_extra_args=["--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={LONG_HISTORY}"],
        dev_server_log_level="error",
        search_attributes=surface.ALL_KEYS,
        data_converter=CONVERTER,
        interceptors=[Correlated()],
    )
    async with local as running:
        yield running


def _search_attributes(namespace: str) -> AddSearchAttributesRequest:
    kinds = {key.name: key.indexed_value_type.value for key in surface.ALL_KEYS}
    return AddSearchAttributesRequest(namespace=namespace, search_attributes=kinds)  # type: ignore[arg-type]


@asynccontextmanager
async def workers(client: Client, services: Services, names: Collection[str] = ()) -> AsyncIterator[None]:
    """The workers of these processes, or all, as they are in production, but in the sandbox and with these services."""
    async with AsyncExitStack() as running:
        for name, process in processes().items():
            if not names or name in names:
                one = serving.worker(client, services, SETTINGS, name, process.run, process.commands)
                await running.enter_async_context(one)
        yield


@pytest.fixture
async def services(environment: WorkflowEnvironment) -> AsyncIterator[Services]:
    """Approvals and the owners of cases, empty. No run may do to them what it must never do."""
    asked = Services(environment.get_current_time)
    yield asked
    assert asked.faults == []


@pytest.fixture
async def client(environment: WorkflowEnvironment, services: Services) -> AsyncIterator[Client]:
    """A client beside running workers."""
    async with workers(environment.client, services):
        yield environment.client


@pytest.fixture
async def opened(environment: WorkflowEnvironment, client: Client, services: Services) -> AsyncIterator[Opened]:
    """Begins a case. What is still open after the test is ended: its timers would go off in other tests."""
    cases: list[Case] = []

    async def start(*told: Any, **how: Any) -> Case:
        cases.append(await begin(environment, services, *told, **how))
        return cases[-1]

    yield start
    for case in cases:
        with suppress(RPCError):
            await case.handle.terminate()


@pytest.fixture
async def real_services() -> AsyncIterator[Services]:
    """The same, by the clock that cannot be moved."""
    asked = Services(real_now)
    yield asked
    assert asked.faults == []


@pytest.fixture
async def world(full_server: WorkflowEnvironment, real_services: Services) -> AsyncIterator[World]:
    """An application, not yet known to Temporal."""
    async with workers(full_server.client, real_services):
        yield World(await place(full_server, real_services, TRAINEE_APPLICATION.name))
