"""The three servers together, and the environment in which the processes find them."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Self

from songjiao.keys import Keys
from songjiao.namespaces import NAMESPACE
from songjiao.servers.nats import Nats
from songjiao.servers.postgres import Postgres
from songjiao.servers.server import Server
from songjiao.servers.temporal import Temporal

DEFAULT_PORTS = {"postgres": 15432, "nats": 14222, "temporal": 17233, "temporal_ui": 18233, "portal": 8000}


class Stack:
    """PostgreSQL, NATS and Temporal with keys and data under `root`, on the ports they had last time where free.

    A server that `given` already names an address for (DATABASE_URL, NATS_URL, TEMPORAL_ADDRESS) is not started.
    """

    def __init__(
        self,
        root: Path,
        *,
        temporal_ui: bool,
        given: Mapping[str, str] = MappingProxyType({}),
        ports: Mapping[str, int] = DEFAULT_PORTS,
    ) -> None:
        self.root = root.absolute()
        self._given = given
        self.keys = Keys(self.root / "keys")
        self.keys.ensure()
        self.ports = wanted = self._last_ports(ports)
        self.postgres = Postgres(
            self.root / "postgres", password=self.keys.database_password("admin"), port=wanted["postgres"]
        )
        self.nats = Nats(self.root / "nats", processes=self.keys.bus_processes(), port=wanted["nats"])
        self.temporal = Temporal(
            self.root / "temporal", port=wanted["temporal"], ui_port=wanted["temporal_ui"], ui=temporal_ui
        )

    @property
    def servers(self) -> tuple[Server, ...]:
        """Those that are to be started here."""
        addresses = {"DATABASE_URL": self.postgres, "NATS_URL": self.nats, "TEMPORAL_ADDRESS": self.temporal}
        return tuple(server for variable, server in addresses.items() if variable not in self._given)

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
        """The variables by which `chassis.settings` finds servers and keys; what was given stays as it is."""
        variables = {
            "ENVIRONMENT": "development",
            "DATABASE_OWNER_PASSWORD_FILE": self.keys.owner_passwords,
            "NATS_URL": self.nats.url,
            "NATS_KEYS_DIR": str(self.keys.directory),
            "TEMPORAL_ADDRESS": self.temporal.address,
            "TEMPORAL_NAMESPACE": NAMESPACE,
            "TOKEN_PRIVATE_KEY_FILE": str(self.keys.token_private),
            "TOKEN_PUBLIC_KEY_FILE": str(self.keys.token_public),
            "DECISION_KEY_FILE": str(self.keys.decision),
            "DECISION_KEYS_FILE": str(self.keys.decisions_public),
            "AUDIT_KEY_FILE": str(self.keys.audit),
            "SEALS_DIR": str(self.root / "seals"),
            "SESSION_KEY_FILE": str(self.keys.session),
        }
        if self.postgres in self.servers:
            variables["DATABASE_URL"] = self.postgres.url("{service}", "")
            variables["DATABASE_PASSWORD_FILE"] = str(self.keys.database_passwords)
            variables["DATABASE_ADMIN_URL"] = self.postgres.url()
        else:
            variables["DATABASE_URL"] = self._given["DATABASE_URL"]
        return {name: self._given.get(name, value) for name, value in variables.items()}

    def remember_ports(self) -> None:
        """Write down the ports, so that the next start takes the same."""
        taken = {
            "postgres": self.postgres.ports["sql"],
            "nats": self.nats.ports["client"],
            "temporal": self.temporal.ports["grpc"],
            "temporal_ui": self.temporal.ports.get("ui", 0),
        }
        self.ports |= {name: port for name, port in taken.items() if port}
        draft = self._ports_file.with_suffix(".new")
        draft.write_text(json.dumps(self.ports), encoding="utf-8")
        draft.replace(self._ports_file)

    @property
    def _ports_file(self) -> Path:
        return self.root / "ports.json"

    def _last_ports(self, otherwise: Mapping[str, int]) -> dict[str, int]:
        ports = dict(otherwise)
        if self._ports_file.exists():
            ports |= json.loads(self._ports_file.read_text(encoding="utf-8"))
        return ports
