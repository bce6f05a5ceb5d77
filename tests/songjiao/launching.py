"""Each kind of server, made for a test."""

from collections.abc import Callable
from pathlib import Path

from songjiao.keys import Keys
from songjiao.servers.nats import Nats
from songjiao.servers.postgres import Postgres
from songjiao.servers.server import Server
from songjiao.servers.temporal import Temporal


def postgres(folder: Path) -> Server:
    """PostgreSQL with a password that needs quoting in a URL."""
    return Postgres(folder / "postgres", password="a b/c@%")


def nats(folder: Path) -> Server:
    """NATS with the real keys and permissions."""
    keys = Keys(folder / "keys")
    keys.ensure()
    return Nats(folder / "nats", processes=keys.bus_processes())


def temporal(folder: Path) -> Server:
    """Temporal without its UI."""
    return Temporal(folder / "temporal", ui=False)


LAUNCHERS: dict[str, Callable[[Path], Server]] = {"postgres": postgres, "nats": nats, "temporal": temporal}
