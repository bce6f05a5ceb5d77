"""A Temporal server whose time can be moved, and workers on it that run in the sandbox."""

import os
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from chassis.bus.connection import CommandUnavailableError
from chassis.settings import Settings
from contracts.commands import Answer, Command
from contracts.kinds import KINDS, TRAINEE_APPLICATION
from contracts.message import Message
from songjiao.namespaces import SEARCH_ATTRIBUTES
from songjiao.servers.programs import program
from tests.workflows.case import Case, Opened, begin, place
from tests.workflows.model import Services
from tests.workflows.rows import real_now
from tests.workflows.trial import PARCEL
from tests.workflows.world import World
from workflows.engine import serving
from workflows.engine.asking import Asks
from workflows.engine.connection import CONVERTER
from workflows.engine.correlated import Correlated
from workflows.processes import processes

LONG_HISTORY = 60
ELSEWHERE = "elsewhere"
SETTINGS = Settings(environment="test", database_url="unused")
# What an installation registers, so that no run tells Temporal of an attribute it does not know.
KEYS = [SearchAttributeKey.for_keyword(name) for name in SEARCH_ATTRIBUTES]


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
        dev_server_extra_args=[
            "--dynamic-config-value",
            f"limit.historyCount.suggestContinueAsNew={LONG_HISTORY}",
            "--namespace",
            ELSEWHERE,
        ],
        dev_server_log_level="error",
        search_attributes=KEYS,
        data_converter=CONVERTER,
        interceptors=[Correlated()],
    )
    async with local as running:
        yield running


def _search_attributes(namespace: str) -> AddSearchAttributesRequest:
    kinds = {key.name: key.indexed_value_type.value for key in KEYS}
    return AddSearchAttributesRequest(namespace=namespace, search_attributes=kinds)  # type: ignore[arg-type]


@asynccontextmanager
async def workers(
    client: Client, services: Asks, names: Collection[str] = (), queue: str | None = None
) -> AsyncIterator[None]:
    """The workers of these processes, or all, as they are in production, but in the sandbox and with these services."""
    async with AsyncExitStack() as running:
        for name, process in processes().items():
            if not names or name in names:
                one = serving.worker(client, services, SETTINGS, queue or name, process.run, process.commands)
                await running.enter_async_context(one)
        yield


@dataclass
class Now:
    """The services of the test that runs now, for workers that run through all of them."""

    services: Services | None = None

    async def ask[Asked: Message, Given: Message](
        self, command: Command[Asked, Given], key: str, asked: Asked, correlation_id: str, timeout: float
    ) -> Answer[Given]:
        """As `Services.ask`."""
        if self.services is None:
            raise CommandUnavailableError(command.name)
        return await self.services.ask(command, key, asked, correlation_id, timeout)

    @contextmanager
    def of(self, services: Services) -> Iterator[Services]:
        """For one test. No run may do to them what it must never do."""
        self.services = services
        yield services
        self.services = None
        assert services.faults == []


@pytest.fixture(scope="package")
async def skipping_now(environment: WorkflowEnvironment) -> AsyncIterator[Now]:
    """Workers where time can be moved."""
    now = Now()
    async with workers(environment.client, now):
        yield now


@pytest.fixture(scope="package")
async def elsewhere(full_server: WorkflowEnvironment) -> Client:
    """Where nothing is known of what the full server knows."""
    target = full_server.client.service_client.config.target_host
    return await Client.connect(target, namespace=ELSEWHERE, data_converter=CONVERTER, interceptors=[Correlated()])


@pytest.fixture(scope="package")
async def full_now(full_server: WorkflowEnvironment, elsewhere: Client) -> AsyncIterator[Now]:
    """Workers on the full server, in both its namespaces."""
    now = Now()
    async with workers(full_server.client, now), workers(elsewhere, now):
        yield now


@pytest.fixture
def services(environment: WorkflowEnvironment, skipping_now: Now) -> Iterator[Services]:
    """Approvals and the owners of cases, empty."""
    with skipping_now.of(Services(environment.get_current_time)) as asked:
        yield asked


@pytest.fixture
def real_services(full_now: Now) -> Iterator[Services]:
    """The same, by the clock that cannot be moved."""
    with full_now.of(Services(real_now)) as asked:
        yield asked


@pytest.fixture
async def opened(environment: WorkflowEnvironment, services: Services) -> AsyncIterator[Opened]:
    """Begins a case. What is still open after the test is ended: its timers would go off in other tests."""
    async with beginning(environment, services) as begun:
        yield begun


@pytest.fixture
async def opened_for_real(full_server: WorkflowEnvironment, real_services: Services) -> AsyncIterator[Opened]:
    """The same on the full server."""
    async with beginning(full_server, real_services) as begun:
        yield begun


@asynccontextmanager
async def beginning(environment: WorkflowEnvironment, services: Services) -> AsyncIterator[Opened]:
    """Ends what it has begun."""
    cases: list[Case] = []

    async def start(*told: Any, **how: Any) -> Case:
        cases.append(await begin(environment, services, *told, **how))
        return cases[-1]

    yield start
    for case in cases:
        with suppress(RPCError):
            await case.handle.terminate()


@pytest.fixture
async def world(full_server: WorkflowEnvironment, real_services: Services) -> World:
    """An application, not yet known to Temporal."""
    return World(await place(full_server, real_services, TRAINEE_APPLICATION.name))
