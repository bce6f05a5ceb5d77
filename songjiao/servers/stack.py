"""The three servers together, and the environment in which the processes find them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from songjiao.keys import Keys
from songjiao.servers.nats import Nats
from songjiao.servers.postgres import Postgres
from songjiao.servers.server import Server
from songjiao.servers.temporal import NAMESPACE, Temporal

DEFAULT_PORTS = {"PostgreSQL": 15432, "NATS": 14222, "Temporal": 17233, "Temporal UI": 18233}


class Stack:
    """PostgreSQL, NATS and Temporal with keys and data under `root`, on the ports they had last time where free."""

    def __init__(self, root: Path, *, temporal_ui: bool) -> None:
        self.root = root.absolute()
        self.keys = Keys(self.root / "keys")
        self.keys.ensure()
        ports = self._last_ports()
        self.postgres = Postgres(
            self.root / "postgres", password=self.keys.database_password("admin"), port=ports["PostgreSQL"]
        )
        self.nats = Nats(self.root / "nats", processes=self.keys.bus_processes(), port=ports["NATS"])
        self.temporal = Temporal(
            self.root / "temporal", port=ports["Temporal"], ui_port=ports["Temporal UI"], ui=temporal_ui
        )

    @property
    def servers(self) -> tuple[Server, ...]:
        """All three."""
        return self.postgres, self.nats, self.temporal

    async def start(self) -> None:
        """Start all at once. When one fails the others are stopped and its error is raised."""
        try:
            async with asyncio.TaskGroup() as starting:
                for server in self.servers:
                    starting.create_task(server.start())
        except* Exception as failures:
            await self.stop()
            raise failures.exceptions[0] from failures
        self.remember_ports()

    async def stop(self) -> None:
        """Stop all at once."""
        await asyncio.gather(*(server.stop() for server in self.servers))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Started on entry, stopped on exit."""
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    def environment(self) -> dict[str, str]:
        """The variables by which `chassis.settings` finds servers and keys."""
        return {
            "ENVIRONMENT": "development",
            "DATABASE_URL": self.postgres.url("{service}", self.keys.database_password("services")),
            "DATABASE_ADMIN_URL": self.postgres.url(),
            "NATS_URL": self.nats.url,
            "NATS_KEYS_DIR": str(self.keys.directory),
            "TEMPORAL_ADDRESS": self.temporal.address,
            "TEMPORAL_NAMESPACE": NAMESPACE,
            "TOKEN_PRIVATE_KEY_FILE": str(self.keys.token_private),
            "TOKEN_PUBLIC_KEY_FILE": str(self.keys.token_public),
            "AUDIT_KEY_FILE": str(self.keys.audit),
            "SESSION_KEY_FILE": str(self.keys.session),
        }

    def remember_ports(self) -> None:
        """Write down the ports, so that the next start takes the same."""
        ports = {
            "PostgreSQL": self.postgres.ports["sql"],
            "NATS": self.nats.ports["client"],
            "Temporal": self.temporal.ports["grpc"],
            "Temporal UI": self.temporal.ports.get("ui", 0),
        }
        self._ports_file.write_text(json.dumps(ports), encoding="utf-8")

    @property
    def _ports_file(self) -> Path:
        return self.root / "ports.json"

    def _last_ports(self) -> dict[str, int]:
        ports = dict(DEFAULT_PORTS)
        if self._ports_file.exists():
            ports |= json.loads(self._ports_file.read_text(encoding="utf-8"))
        return ports
