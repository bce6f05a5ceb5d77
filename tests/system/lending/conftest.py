"""Servers and processes of an installation that has the tests' own kinds, and nobody else's."""

import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

import httpx2
import pytest

from contracts.kinds import KINDS
from services.directory.commands import ensure_administrator
from songjiao.servers.stack import Stack
from songjiao.servers.temporal import Temporal
from tests.servers import raised, with_tables
from tests.system import processes
from tests.system.lending import caretaker, launch
from tests.system.lending.hall import Hall
from tests.system.lending.kinds import HALL_LOAN, KEY_LOAN, OWNER
from tests.system.processes import Running
from tests.system.world import PASSWORD, Person

# So few events that a run goes on as a new one each time it waits for a second office.
SHORT_HISTORY = 9
# The sandbox of the tests costs more than all else a run does, and here one begins with nearly every word.
LIGHTLY = MappingProxyType({"ENVIRONMENT": "development"})


@pytest.fixture(scope="package")
def registered() -> Iterator[None]:
    """What this process sets up, keys, permissions and streams on the bus, databases, follows from the registry."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in (HALL_LOAN, KEY_LOAN):
            patch.setitem(KINDS, kind.name, kind)
        patch.setitem(sys.modules, f"services.{OWNER}", caretaker)
        # The readers of the bus are given what all runs are told of.
        import_module(f"{__package__}.runs")
        yield


@asynccontextmanager
async def standing(folder: Path, suggested_after: int | None = None) -> AsyncIterator[Stack]:
    """The three servers with everybody's tables; Temporal suggests a new run after so many events."""
    with pytest.MonkeyPatch.context() as patch:
        if suggested_after:
            patch.setattr(Temporal, "command", _suggesting(suggested_after))
        async with raised(folder) as running:
            await with_tables()
            await ensure_administrator("administrator", PASSWORD)
            yield running


@pytest.fixture(scope="package")
async def servers(registered: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """Servers on which every run goes on as a new one where it waits for a second office."""
    async with standing(tmp_path_factory.mktemp("house"), SHORT_HISTORY) as running:
        yield running


def _suggesting(after: int) -> object:
    plain = Temporal.command
    option = ["--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={after}"]
    return lambda server: [*plain(server), *option]


def house(folder: Path, version: str | None) -> Running:
    """All services and the portal, as this version has them; None has never heard of the kinds."""
    return _running("house", folder, version, ["serve", "all"], "HTTP_PORT")


def workers(folder: Path, version: str | None) -> Running:
    """All triggers and workflows."""
    return _running("workers", folder, version, ["worker", "all"], "METRICS_PORT", LIGHTLY)


def owner(folder: Path) -> Running:
    """The owner alone, which knows itself."""
    arguments = [launch.NEWEST, "serve", OWNER]
    return Running("owner", arguments, "HTTP_PORT", folder, launch.__name__, ready_at=f"/api/{OWNER}/readyz")


def portal(folder: Path, version: str | None) -> Running:
    """The pages alone."""
    return _running("portal", folder, version, ["serve", "portal"], "HTTP_PORT")


def dying(folder: Path, file: Path) -> Running:
    """Workers that come to a stop in every case: see `tests.system.lending.dying`."""
    arguments = [str(file), launch.NEWEST, "worker", "all"]
    return Running("dying", arguments, "METRICS_PORT", folder, "tests.system.lending.dying", environment=LIGHTLY)


def _running(
    name: str,
    folder: Path,
    version: str | None,
    arguments: list[str],
    port: str,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Running:
    if version is None:
        return Running(name, arguments, port, folder, environment=environment)
    return Running(name, [version, *arguments], port, folder, launch.__name__, environment=environment)


@dataclass
class Site:
    """A whole system that knows everything, and its people."""

    hall: Hall
    house: Running
    workers: Running
    servers: Stack

    @asynccontextmanager
    async def without_workers(self) -> AsyncIterator[None]:
        """The workers are killed, and started again after the block."""
        await self.workers.kill()
        try:
            yield
        finally:
            await self.workers.start()


@pytest.fixture(scope="package")
async def site(servers: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """All of it running."""
    folder = tmp_path_factory.mktemp("processes")
    async with (
        processes.running(house(folder, launch.NEWEST)) as serving,
        processes.running(workers(folder, launch.NEWEST)) as working,
        people(serving.url, serving.url) as hall,
    ):
        yield Site(hall, serving, working, servers)


@asynccontextmanager
async def people(services: str, owned: str) -> AsyncIterator[Hall]:
    """Everybody, known to the directory."""
    async with (
        httpx2.AsyncClient(base_url=services, timeout=30) as client,
        httpx2.AsyncClient(base_url=owned, timeout=30) as at_owner,
    ):
        hall = Hall(client, at_owner, Person("管理员", "administrator"))
        await hall.load()
        yield hall


@pytest.fixture
def hall(site: Site) -> Hall:
    """Who asks and who decides."""
    return site.hall
