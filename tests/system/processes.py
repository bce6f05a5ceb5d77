"""The services and the workers as the processes they are, to be stopped, killed and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

import httpx2

from songjiao.servers.child import Child, bound_to_parent
from songjiao.servers.ports import LOOPBACK
from tests.apart import port_apart
from tests.patience import Patience


class Running:
    """One of our processes on a port that it keeps: the command line, or another module that stands in for it."""

    def __init__(
        self,
        name: str,
        arguments: list[str],
        port_variable: str,
        folder: Path,
        module: str = "songjiao.cli",
        ready_at: str = "/readyz",
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.name = name
        self.port = port_apart()
        self._command = [*bound_to_parent(signal.SIGTERM), sys.executable, "-m", module, *arguments]
        self._port_variable = port_variable
        self._ready_at = ready_at
        self._environment = environment
        self.log = folder / f"{name}.log"
        self._child: Child | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._child is not None
        return self._child.pid

    async def start(self, **environment: str) -> None:
        """Start it and wait until it is ready."""
        self._child = await Child.spawn(
            self.name,
            self._command,
            log=self.log,
            stop_signal=signal.SIGTERM,
            env={**os.environ, self._port_variable: str(self.port), "SERVICES_URL": self.url}
            | {**self._environment, **environment},
        )
        await self.ready()

    async def ready(self, seconds: float = 60) -> None:
        """Wait until it says so; raises AssertionError with its log where it ends instead."""
        patience = Patience()
        async with asyncio.timeout(seconds), httpx2.AsyncClient() as client:
            while True:
                assert self._child is not None
                assert self._child.alive, self.log.read_text()[-3000:]
                try:
                    if (await client.get(f"{self.url}{self._ready_at}")).status_code == 200:
                        return
                except httpx2.TransportError:
                    pass
                await patience.pause()

    async def stop(self) -> None:
        """Ask it to end."""
        if self._child is not None:
            await self._child.stop()

    async def kill(self) -> None:
        """End it as a crash would."""
        assert self._child is not None
        self._child.kill()
        await self._child.wait()

    async def ended(self, seconds: float = 30) -> int:
        """Wait until it ends by itself; its exit status. Raises TimeoutError."""
        assert self._child is not None
        async with asyncio.timeout(seconds):
            return await self._child.wait()


@asynccontextmanager
async def running(one: Running) -> AsyncIterator[Running]:
    """Started on entry, stopped on exit."""
    await one.start()
    try:
        yield one
    finally:
        await one.stop()


def services(folder: Path) -> Running:
    """All services and the portal."""
    return Running("services", ["serve", "all"], "HTTP_PORT", folder)


def workers(folder: Path) -> Running:
    """All triggers and workflows."""
    return Running("workers", ["worker", "all"], "METRICS_PORT", folder)


def dying(folder: Path, file: Path) -> Running:
    """All triggers and workflows, stopping in every case where the file says: see `tests.system.dying`."""
    return Running("dying", [str(file), "worker", "all"], "METRICS_PORT", folder, "tests.system.dying")
