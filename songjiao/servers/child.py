"""A child process that does not outlive its parent and is stopped in its own way."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

TAIL_LINES = 15


class ServerFailedError(RuntimeError):
    """A server ended, or was not ready in time; the message carries the end of its log."""


def bound_to_parent(stop_signal: signal.Signals) -> list[str]:
    """The command prefix that makes the kernel send `stop_signal` when the parent dies, however it dies.

    Where `setpriv` is missing (it is part of Linux's util-linux) the prefix is empty: a child left behind is then found
    and stopped by the next start.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", stop_signal.name.removeprefix("SIG"), "--"] if setpriv else []


def tail(log: Path) -> str:
    """The last lines of a log file, for an error message."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:])


@asynccontextmanager
async def not_left_behind(process: asyncio.subprocess.Process) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that is waited for in the block, and ended where the block is left before it."""
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


class Child:
    """One running process. Start it from the main thread: the kernel binds it to the thread that started it."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path, stop_signal: signal.Signals) -> None:
        self.name = name
        self.log = log
        self._process = process
        self._stop_signal = stop_signal

    @classmethod
    async def spawn(
        cls,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        stop_signal: signal.Signals,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> "Child":
        """Start `command`, its output appended to `log`, in a session of its own so that Ctrl-C reaches only us."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                cwd=cwd,
                env=env,
            )
        return cls(name, process, log, stop_signal)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.returncode is None

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self.alive:
            self._process.kill()

    async def wait(self) -> int:
        """Wait for its end; its exit status."""
        return await self._process.wait()

    async def stop(self, grace: float = 15.0) -> None:
        """Ask it to stop, and after `grace` seconds end it."""
        if not self.alive:
            return
        self._process.send_signal(self._stop_signal)
        try:
            async with asyncio.timeout(grace):
                await self.wait()
        except TimeoutError:
            self.kill()
            await self.wait()
