"""Is each part well, and what to do if not."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis.migrations import newest
from chassis.settings import Settings
from contracts.topology import PROCESSES, SERVICES
from songjiao.servers.child import ServerFailedError
from songjiao.servers.probe import http_ok
from songjiao.servers.programs import postgres_program, program

SPARE_BYTES = 1_000_000_000
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one part; `remedy` is empty when it is well."""

    part: str
    says: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.remedy


Check = Callable[[], Awaitable[Finding]]


def installed(root: Path) -> Iterable[Finding]:
    """What can be said without anything running."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", version, "" if sys.version_info >= (3, 12) else "Install Python 3.12 or newer.")
    yield _runs("PostgreSQL", lambda: [postgres_program("postgres"), "--version"])
    yield _runs("NATS", lambda: [program("nats-server"), "--version"])
    yield _runs("Temporal", lambda: [program("temporal"), "--version"])
    built = (files("services.portal") / "static").is_dir()
    yield Finding("Page assets", "built" if built else "missing", "" if built else "make install")
    browser = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), "")
    yield Finding("Browser for tests", browser or "Playwright's own, fetched by make test")
    free = shutil.disk_usage(root if root.exists() else Path.cwd()).free
    roomy = free > SPARE_BYTES
    yield Finding(
        "Disk", f"{free / 1e9:.0f} GB free", "" if roomy else "Free at least 1 GB: data would stop being taken."
    )


def keys(settings: Settings) -> Iterable[Finding]:
    """Whether every key is there and closed to others."""
    kept = [settings.nats_keys_dir / f"{process.name}.nk" for process in PROCESSES]
    kept += [settings.token_private_key_file, settings.token_public_key_file]
    kept += [settings.audit_key_file, settings.session_key_file]
    missing = [str(file) for file in kept if not file.exists()]
    open_ones = [str(file) for file in kept if file.exists() and file.stat().st_mode & 0o077]
    if missing:
        yield Finding("Keys", f"missing: {', '.join(missing)}", "songjiao keys")
    elif open_ones:
        yield Finding("Keys", "others may read them", f"chmod 600 {' '.join(open_ones)}")
    else:
        yield Finding("Keys", f"{len(kept)} files")


async def running(settings: Settings) -> list[Finding]:
    """What must be asked of the parts themselves."""
    found = [await _careful(f"Database {service}", _database(service, settings)) for service in SERVICES]
    return [*found, await _bus(settings), await _temporal(settings), *await _pages(settings)]


async def _bus(settings: Settings) -> Finding:
    """Whether NATS lets the operator in, and what lies in the dead letters."""
    from nats.js.errors import NotFoundError

    from chassis.bus import Bus
    from contracts.topology import DEAD_LETTERS

    async def ask() -> Finding:
        async with Bus("operator", settings) as joined:
            jetstream = await joined.joined()
            try:
                dead = (await jetstream.stream_info(DEAD_LETTERS)).state.messages
            except NotFoundError:
                dead = 0
        remedy = "songjiao events dead-letters list, then retry" if dead else ""
        return Finding("Bus", f"{settings.nats_url}, {dead} dead letters", remedy)

    return await _careful("Bus", ask)


async def _temporal(settings: Settings) -> Finding:
    """Whether Temporal knows our namespace."""
    from temporalio.client import Client

    async def ask() -> Finding:
        client = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
        await client.count_workflows()
        return Finding("Temporal", f"{settings.temporal_address}, namespace {settings.temporal_namespace}")

    return await _careful("Temporal", ask)


async def _pages(settings: Settings) -> list[Finding]:
    """Whether services, portal and workers answer."""
    port = urlsplit(settings.services_url).port or 80
    paths = {f"Service {service}": (port, f"/api/{service}/readyz") for service in SERVICES}
    paths |= {"Portal": (port, "/healthz"), "Workers": (settings.metrics_port, "/readyz")}
    return [
        Finding(part, "ready") if await http_ok(*place) else Finding(part, "no answer", f"songjiao up; see {log}")
        for part, place in paths.items()
        for log in (".songjiao/worker.log" if part == "Workers" else ".songjiao/serve.log",)
    ]


def _database(service: str, settings: Settings) -> Check:
    async def ask() -> Finding:
        engine = create_async_engine(settings.database_of(service), poolclass=NullPool)
        try:
            async with engine.connect() as connection:
                if await connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
                    return Finding(f"Database {service}", "has no tables yet", "songjiao migrate")
                version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
                waiting = await connection.scalar(text("SELECT count(*) FROM outbox WHERE position IS NULL"))
        finally:
            await engine.dispose()
        wanted = newest(service)
        remedy = "" if version == wanted else f"songjiao migrate (this version needs {wanted})"
        return Finding(f"Database {service}", f"version {version}, {waiting} events waiting to go out", remedy)

    return ask


async def _careful(part: str, ask: Check) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await ask()
    except Exception as error:
        first_line = (str(error).splitlines() or [""])[0]
        return Finding(
            part, f"{type(error).__name__}: {first_line}", "songjiao up, or see the part's log in .songjiao/"
        )


def _runs(part: str, command: Callable[[], list[str]]) -> Finding:
    try:
        done = subprocess.run(command(), capture_output=True, text=True, check=True, timeout=20)
    except (ServerFailedError, OSError, subprocess.SubprocessError) as error:
        return Finding(f"{part}'s program", str(error), "make install")
    return Finding(f"{part}'s program", done.stdout.strip().splitlines()[0])
