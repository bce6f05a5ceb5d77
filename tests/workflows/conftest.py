"""A Temporal server whose time can be moved, and a worker on it that runs in the sandbox."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from chassis.settings import Settings
from contracts.processes import disqualification, recruiting_round, studio_establishment, trainee_application
from songjiao.servers.programs import program
from tests.workflows.case import Begun, Case, begin
from tests.workflows.model import Services
from tests.workflows.owners import Docket, Opened, Owners, open_docket
from tests.workflows.rows import Application, plan, real_now
from tests.workflows.world import World
from workflows import serving, surface
from workflows.connection import CONVERTER
from workflows.correlated import Correlated
from workflows.disqualification.steps import QUESTIONS as DISQUALIFICATION_QUESTIONS
from workflows.disqualification.workflow import Disqualification
from workflows.recruiting_round.steps import COMMANDS as ROUND_COMMANDS
from workflows.recruiting_round.workflow import RecruitingRound
from workflows.studio_establishment.steps import QUESTIONS as STUDIO_QUESTIONS
from workflows.studio_establishment.workflow import StudioEstablishment
from workflows.trainee_application.steps import COMMANDS
from workflows.trainee_application.workflow import TraineeApplication

LONG_HISTORY = 60
SETTINGS = Settings(environment="test", database_url="unused")


@pytest.fixture(scope="session", autouse=True)
def told() -> Iterator[None]:
    """What triggers read of the environment, where these tests run without the other servers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", os.environ.get("DATABASE_URL", "unused"))
        yield


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
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


@pytest.fixture
async def services(environment: WorkflowEnvironment) -> Services:
    """Both services, empty."""
    return Services(environment.get_current_time)


@pytest.fixture
async def client(environment: WorkflowEnvironment, services: Services) -> AsyncIterator[Client]:
    """A client beside running workers."""
    async with workers(environment.client, services):
        yield environment.client


@asynccontextmanager
async def workers(client: Client, services: Services) -> AsyncIterator[None]:
    """The workers as they are in production, but in the sandbox and with these services."""
    applications = serving.worker(
        client, services, SETTINGS, trainee_application.TASK_QUEUE, TraineeApplication, COMMANDS
    )
    rounds = serving.worker(client, services, SETTINGS, recruiting_round.TASK_QUEUE, RecruitingRound, ROUND_COMMANDS)
    async with applications, rounds:
        yield


@pytest.fixture
async def opened(environment: WorkflowEnvironment) -> AsyncIterator[Opened]:
    """Opens a case that follows its owner's state. What is still open after the test is ended."""
    owners, dockets = Owners(environment.get_current_time), list[Docket]()

    async def start(kind: str, state: str) -> Docket:
        dockets.append(await open_docket(environment, owners, kind, state))
        return dockets[-1]

    async with casework_workers(environment.client, owners):
        yield start
    for docket in dockets:
        with suppress(RPCError):
            await docket.handle.terminate()


@asynccontextmanager
async def casework_workers(client: Client, owners: Owners) -> AsyncIterator[None]:
    """The workers of the processes that follow an owner's state."""
    studios = serving.worker(
        client, owners, SETTINGS, studio_establishment.TASK_QUEUE, StudioEstablishment, STUDIO_QUESTIONS.commands
    )
    cases = serving.worker(
        client, owners, SETTINGS, disqualification.TASK_QUEUE, Disqualification, DISQUALIFICATION_QUESTIONS.commands
    )
    async with studios, cases:
        yield


@pytest.fixture
async def begun(environment: WorkflowEnvironment, client: Client, services: Services) -> AsyncIterator[Begun]:
    """Begins a case. What is still open after the test is ended: its timers would go off in other tests."""
    cases: list[Case] = []

    async def start(task_timeout: timedelta | None = None, **row: Any) -> Case:
        cases.append(await begin(environment, client, services, Application(plan(), **row), task_timeout))
        return cases[-1]

    yield start
    for case in cases:
        with suppress(RPCError):
            await case.handle.terminate()


@pytest.fixture
async def world(full_server: WorkflowEnvironment) -> AsyncIterator[World]:
    """One application, not yet known to Temporal."""
    services, application_id = Services(real_now), uuid4()
    services.applications[application_id] = Application(plan())
    async with workers(full_server.client, services):
        yield World(full_server.client, services, application_id)
