"""Everything that runs on this machine: servers, databases, services, workers."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from chassis.settings import Settings
from contracts.topology import services
from songjiao.environment import remember
from songjiao.servers.child import ServerFailedError, bound_to_parent, not_left_behind
from songjiao.servers.ports import LOOPBACK, free_port
from songjiao.servers.stack import Stack
from songjiao.supervisor import first_load
from songjiao.supervisor.part import Part
from songjiao.supervisor.program import Program
from songjiao.supervisor.screen import Screen


class Installation:
    """The parts, their data under `root`, and the order in which they start and stop."""

    def __init__(self, root: Path, screen: Screen) -> None:
        self._screen = screen
        self.stack = Stack(root, temporal_ui=True, given=os.environ)
        self.portal_port = free_port(self.stack.ports["portal"])
        self.metrics_port = free_port()
        self.serving_metrics_port = free_port()
        self.stack.ports["portal"] = self.portal_port

    @property
    def portal_url(self) -> str:
        """Where people go."""
        return f"http://{LOOPBACK}:{self.portal_port}"

    def variables(self) -> dict[str, str]:
        """What our processes are told beside the environment they inherit."""
        return {
            **self.stack.environment(),
            "HTTP_PORT": str(self.portal_port),
            "METRICS_PORT": str(self.metrics_port),
            "SERVING_METRICS_PORT": str(self.serving_metrics_port),
            # The portal asks the services on behalf of people; nothing else of this machine stands before them.
            "TRUSTED_PROXIES": LOOPBACK,
            "SERVICES_URL": self.portal_url,
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Sequence[Part]]:
        """Start servers, bring the databases up to date, start our processes; stop in the opposite order."""
        async with AsyncExitStack() as opened:
            await self._start(self.stack.servers, opened)
            self.stack.remember_ports()
            remember(self.stack.root, self.variables())
            await self._migrate()
            await self._lay_streams()
            programs = self._programs()
            await self._start(programs, opened)
            yield [*self.stack.servers, *programs]

    async def load_demonstration(self) -> None:
        """Fill an installation that nobody uses yet; the load shows its own progress."""
        root = self.stack.root
        told: dict[str, Any] = {name.lower(): value for name, value in self.variables().items()}
        if not await first_load.is_due(root, Settings(**told).database_of("directory")):
            return
        first_load.begins(root)
        async with not_left_behind(await self._songjiao("demo")) as process:
            status = await process.wait()
        if status == 0:
            first_load.ended(root)
        else:
            self._screen.say("[red]✗[/] 演示数据没有装完 The demonstration was not loaded to its end: songjiao demo")

    async def _migrate(self) -> None:
        # The roles of a database server of one's own are its administrator's affair.
        options = ["--provision"] if self.stack.postgres in self.stack.servers else []
        with self._screen.part("数据库 databases"):
            await self._prepare("migrate", *options)

    async def _lay_streams(self) -> None:
        with self._screen.part("消息流 streams"):
            await self._prepare("streams")

    async def _prepare(self, *arguments: str) -> None:
        started = await self._songjiao(*arguments, stdout=asyncio.subprocess.PIPE)
        async with not_left_behind(started) as process:
            said, _ = await process.communicate()
        if process.returncode:
            raise ServerFailedError(f"songjiao {arguments[0]} failed:\n{said.decode(errors='replace')}")

    async def _songjiao(self, *arguments: str, stdout: int | None = None) -> asyncio.subprocess.Process:
        command = [*bound_to_parent(signal.SIGTERM), sys.executable, "-m", "songjiao", *arguments]
        return await asyncio.create_subprocess_exec(
            *command,
            env={**os.environ, **self.variables()},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=stdout,
            stderr=asyncio.subprocess.STDOUT if stdout else None,
            start_new_session=True,
        )

    async def _start(self, parts: Sequence[Part], opened: AsyncExitStack) -> None:
        """Start together; from here on each is stopped in the end, also when another one fails."""

        async def stop() -> None:
            await asyncio.gather(*(part.stop() for part in parts))

        async def start(part: Part) -> None:
            with self._screen.part(part.name):
                await part.start()

        opened.push_async_callback(stop)
        failed = await asyncio.gather(*(start(part) for part in parts), return_exceptions=True)
        for failure in failed:
            if isinstance(failure, BaseException):
                raise failure

    def _programs(self) -> list[Program]:
        ready = [*(f"/api/{service}/readyz" for service in services()), "/readyz"]
        env, logs = {**os.environ, **self.variables()}, self.stack.root
        return [
            Program(
                "服务与门户 services and portal", ("serve", "all"), env=env, log=logs / "serve.log",
                port=self.portal_port, ready=ready,
            ),
            Program(
                "流程 workers", ("worker", "all"), env=env, log=logs / "worker.log",
                port=self.metrics_port, ready=["/readyz"],
            ),
        ]  # fmt: skip
