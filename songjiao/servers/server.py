"""What the three embedded servers have in common: one owner per data directory, leftovers, ports, readiness."""

import asyncio
import fcntl
import signal
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO, ClassVar, Self

import psutil

from songjiao.servers.child import Child, ServerFailedError, tail
from songjiao.servers.ports import free_port

START_ATTEMPTS = 3
POLL_SECONDS = 0.02


class AlreadyRunningError(RuntimeError):
    """Another living process holds the data directory."""


class Server(ABC):
    """A server as a child process, its data in `data_dir`, its log beside it.

    It keeps its ports over `stop` and `start`, so that clients find it again. Ports asked for are taken if free.
    """

    name: ClassVar[str]
    executable: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    ready_seconds: ClassVar[float] = 30.0

    def __init__(self, data_dir: Path, **ports: int) -> None:
        self.data_dir = data_dir.absolute()
        self.log = self.data_dir.with_suffix(".log")
        self.ports = ports
        self._child: Child | None = None
        self._lock: IO[str] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """The command line, for the present ports."""

    @abstractmethod
    async def is_ready(self) -> bool:
        """Whether clients can be served."""

    async def prepare(self) -> None:
        """Make the data directory ready for a start."""
        self.data_dir.mkdir(parents=True, exist_ok=True)

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        return self._running_child().pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._child is not None and self._child.alive

    async def start(self) -> None:
        """Start, and return when ready. Raises AlreadyRunningError, ServerFailedError."""
        self._take_lock()
        try:
            await self._stop_leftovers()
            await self.prepare()
            await self._start_on_free_ports()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop cleanly and let go of the data directory."""
        if self._child is not None:
            await self._child.stop()
            self._child = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    async def kill(self) -> None:
        """End it as a crash would (SIGKILL) and wait for the end."""
        child = self._running_child()
        child.kill()
        await child.wait()

    async def ended(self) -> int:
        """Wait until the process ends by itself or by force; its exit status."""
        return await self._running_child().wait()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Started on entry, stopped on exit."""
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    def _running_child(self) -> Child:
        if self._child is None:
            raise RuntimeError(f"{self.name} has not been started")
        return self._child

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        lock = self.data_dir.with_suffix(".lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise AlreadyRunningError(f"{self.name} already runs on {self.data_dir}") from error
        self._lock = lock

    async def _stop_leftovers(self) -> None:
        """End processes of an owner that died: the lock is ours, so whoever works in the directory is an orphan."""
        orphans = [process for process in psutil.process_iter(["name", "cwd"]) if self._is_ours(process)]
        for signal_now in (self.stop_signal, signal.SIGKILL):
            for orphan in orphans:
                with suppress(psutil.NoSuchProcess):  # it was ending by itself: its parent's death told it to
                    orphan.send_signal(signal_now)
            _, orphans = await asyncio.to_thread(psutil.wait_procs, orphans, timeout=10)

    def _is_ours(self, process: psutil.Process) -> bool:
        return bool(process.info["name"] == self.executable and process.info["cwd"] == str(self.data_dir))

    async def _start_on_free_ports(self) -> None:
        for attempt in range(1, START_ATTEMPTS + 1):
            self.ports = {purpose: free_port(port) for purpose, port in self.ports.items()}
            size_before = self.log.stat().st_size if self.log.exists() else 0
            self._child = await Child.spawn(
                self.name, self.command(), log=self.log, stop_signal=self.stop_signal, cwd=self.data_dir
            )
            try:
                await self._await_ready()
            except ServerFailedError:
                await self._child.stop()
                if attempt == START_ATTEMPTS or not self._lost_a_port(size_before):
                    raise
            else:
                return

    def _lost_a_port(self, size_before: int) -> bool:
        """Whether somebody took a port between our look and the server's start."""
        with self.log.open("rb") as log:
            log.seek(size_before)
            return b"address already in use" in log.read().lower()

    async def _await_ready(self) -> None:
        try:
            async with asyncio.timeout(self.ready_seconds):
                while self.alive:
                    if await self.is_ready():
                        return
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError as error:
            raise ServerFailedError(
                f"{self.name} was not ready after {self.ready_seconds:.0f} s; {self.log}:\n{tail(self.log)}"
            ) from error
        raise ServerFailedError(f"{self.name} ended while starting; {self.log}:\n{tail(self.log)}")
