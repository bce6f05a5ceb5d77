"""The real servers, once per run, and what every test of a service stands on.

Where tests run beside one another (`make test`), each worker has servers of its own: some tests stop theirs.
"""

import gc
import os
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from chassis import clock
from chassis.ids import uuid7
from chassis.settings import Settings, settings
from chassis.store.migrations import upgrade
from chassis.web import auth
from chassis.web.app import Service
from songjiao.databases import owner_of, owners_url
from songjiao.servers.stack import Stack
from tests.memory import keep_in_memory
from tests.servers import raised, with_tables

# Beside one another the long ones go first, so that nobody is left with one of them in the end.
LONG_FIRST = ("tests/e2e/", "tests/system/", "tests/songjiao/", "tests/workflows/")

UUID_MADE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Build = Callable[[Settings], Service]


def pytest_configure() -> None:
    """Before anybody has asked for a temporary folder, or logged a fault."""
    keep_in_memory()
    # The pretty tracebacks take seconds each, and the tests make faults on purpose.
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, plain])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which files are handed out to workers; one after the other, the order stays as it is."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: rank(item.nodeid))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names of tests are the same in all workers: an id made as a file is read is different in each."""
    return UUID_MADE.sub("id", val) if isinstance(val, str) and UUID_MADE.search(val) else None


def rank(nodeid: str) -> int:
    """The place of a test's folder among the long ones, or after them all."""
    return next((place for place, folder in enumerate(LONG_FIRST) if nodeid.startswith(folder)), len(LONG_FIRST))


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """PostgreSQL, NATS and Temporal from their wheels, with empty databases; the environment says where they are."""
    async with raised(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(scope="session")
async def migrated(stack: Stack) -> None:
    """The services' own databases have their tables, for tests that run whole services on them."""
    await with_tables()


@pytest.fixture(scope="session")
async def templates(stack: Stack) -> Callable[[str], Awaitable[str]]:
    """Gives the name of a service's migrated database that nobody works in: tests work on copies of it."""
    ready: dict[str, str] = {}

    async def prepare(service: str) -> str:
        if service not in ready:
            name = f"{service}_template"
            await made(stack, f'CREATE DATABASE "{name}" OWNER "{owner_of(service)}"')
            await upgrade(service, owners_url(service, elsewhere(service, name)))
            ready[service] = name
        return ready[service]

    return prepare


async def made(stack: Stack, *statements: str) -> None:
    """Run statements that no transaction may hold, as the administrator."""
    engine = create_async_engine(stack.postgres.url(), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


def beside(service: str, database: str) -> str:
    """The URL of another database of a service."""
    return settings().database_of(service).rsplit("/", 1)[0] + f"/{database}"


def elsewhere(service: str, database: str) -> Settings:
    """Settings that lead a service to another database."""
    return settings().model_copy(update={"database_url": beside(service, database)})


@asynccontextmanager
async def owning(service: str, url: str) -> AsyncIterator[AsyncConnection]:
    """A transaction of the role that owns the tables of this database of a service: for what the service may not do."""
    told = settings().model_copy(update={"database_url": url})
    engine = create_async_engine(owners_url(service, told), poolclass=NullPool)
    async with engine.begin() as connection:
        yield connection
    await engine.dispose()


@pytest.fixture
async def copied(
    stack: Stack, templates: Callable[[str], Awaitable[str]]
) -> AsyncIterator[Callable[[str], Awaitable[Settings]]]:
    """Settings whose database for a service is a fresh copy of the migrated one, gone after the test."""
    copies: list[str] = []

    async def copy(service: str) -> Settings:
        template, name = await templates(service), f"{service}_{uuid7().hex}"
        owner = owner_of(service)
        await made(stack, f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER "{owner}" STRATEGY file_copy')
        copies.append(name)
        return elsewhere(service, name)

    yield copy
    await made(stack, *(f'DROP DATABASE "{name}" WITH (FORCE)' for name in copies))


@pytest.fixture
async def alone(
    copied: Callable[[str], Awaitable[Settings]],
) -> AsyncIterator[Callable[[str, Build], Awaitable[Service]]]:
    """A service on a database of its own, without the bus: for tests of its routes, commands and queries."""
    services: list[Service] = []

    async def build(name: str, build_service: Build) -> Service:
        services.append(build_service(await copied(name)))
        return services[-1]

    yield build
    for service in services:
        await service.database.close()


@pytest.fixture
def calling() -> Callable[[Service], object]:
    """An HTTP client of a service in this process: `async with calling(service) as client`."""

    @asynccontextmanager
    async def call(service: Service) -> AsyncIterator[httpx2.AsyncClient]:
        transport = httpx2.ASGITransport(service.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
            yield client

    return call


@pytest.fixture
def signed_in(stack: Stack) -> Callable[..., dict[str, str]]:
    """Headers of a person with these offices (`role:scope`), signed with the directory's real key."""

    def headers(person_id: UUID, *offices: str, name: str = "林一鸣", session_id: UUID | None = None) -> dict[str, str]:
        claims = {"sub": str(person_id), "name": name, "sid": str(session_id or uuid7()), "offices": list(offices)}
        token = auth.sign(claims, auth.key_in(Path(stack.keys.token_private)))
        return {"Authorization": f"Bearer {token}"}

    return headers


@pytest.fixture
def moving(stack: Stack) -> Iterator[Callable[[timedelta], None]]:
    """Moves business time on; it is set back after the test."""
    yield clock.move
    file = settings().clock_file
    assert file is not None
    file.unlink(missing_ok=True)
    clock.forget()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave without the interpreter's own clean-up, in which temporalio can crash and turn a green run red."""
    status = getattr(config, "songjiao_status", None)
    if status is not None:
        gc.collect()
        time.sleep(0.1)
        config.get_terminal_writer().flush()
        os._exit(int(status))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remember how the run ended, for the exit above."""
    session.config.songjiao_status = exitstatus  # type: ignore[attr-defined]
