"""A process of ours as a part: the same interpreter with a `songjiao` command."""

import asyncio
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from songjiao.servers.child import Child, ServerFailedError, bound_to_parent, tail
from songjiao.servers.probe import http_ok

READY_SECONDS = 60.0
POLL_SECONDS = 0.05


class Program:
    """`songjiao <arguments>` with the given environment, ready when every path answers 200 on `port`."""

    def __init__(
        self, name: str, arguments: Sequence[str], *, env: Mapping[str, str], log: Path, port: int, ready: Sequence[str]
    ) -> None:
        self.name = name
        self.log = log
        self._command = [*bound_to_parent(signal.SIGTERM), sys.executable, "-m", "songjiao", *arguments]
        self._env = env
        self._port = port
        self._ready = ready
        self._child: Child | None = None

    async def start(self) -> None:
        """Start, and return when ready. Raises ServerFailedError."""
        self._child = await Child.spawn(
            self.name, self._command, log=self.log, stop_signal=signal.SIGTERM, env=self._env
        )
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._await_ready(self._child)
        except TimeoutError as error:
            await self.stop()
            raise ServerFailedError(
                f"{self.name} was not ready after {READY_SECONDS:.0f} s; {self.log}:\n{tail(self.log)}"
            ) from error

    async def stop(self) -> None:
        """Ask it to end, and wait."""
        if self._child is not None:
            await self._child.stop()

    async def ended(self) -> int:
        """Wait until it ends; its exit status."""
        if self._child is None:
            raise RuntimeError(f"{self.name} has not been started")
        return await self._child.wait()

    async def _await_ready(self, child: Child) -> None:
        waiting = list(self._ready)
        while waiting:
            if not child.alive:
                raise ServerFailedError(f"{self.name} ended while starting; {self.log}:\n{tail(self.log)}")
            if await http_ok(self._port, waiting[0]):
                waiting.pop(0)
            else:
                await asyncio.sleep(POLL_SECONDS)
