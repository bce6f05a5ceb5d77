"""Is each part well, and what to do if not."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import httpx2
from cryptography import x509
from sqlalchemy import text
from sqlalchemy.pool import NullPool

from chassis import clock
from chassis.settings import Settings
from chassis.store.engines import engine
from chassis.store.migrations import histories_of, newest, reached
from chassis.working_days import announced_until
from contracts.topology import processes, services
from songjiao.servers.child import ServerFailedError
from songjiao.servers.ports import LOOPBACK
from songjiao.servers.programs import postgres_program, program

SPARE_BYTES = 1_000_000_000
PATIENCE_SECONDS = 5.0
SETTLING_SECONDS = 2.0
ENDS_SOON = timedelta(days=30)
LOOK_HERE = "songjiao up, or see the part's log in .songjiao/"
LOOK_ELSEWHERE = "see whether it runs, and what its log says"


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
    built = (files("services.portal") / "static").is_dir()
    yield Finding("Page assets", "built" if built else "missing", "" if built else "make install")
    free = shutil.disk_usage(root if root.exists() else Path.cwd()).free
    roomy = free > SPARE_BYTES
    yield Finding(
        "Disk", f"{free / 1e9:.0f} GB free", "" if roomy else "Free at least 1 GB: data would stop being taken."
    )


def calendar() -> Iterable[Finding]:
    """Until when due dates in working days are certain."""
    known, today = announced_until(), clock.business().astimezone(clock.SHANGHAI).date()
    says = f"holiday arrangements known until {known}"
    if today > known:
        yield Finding("Calendar", says, "install a newer chinesecalendar: what is due now is provisional")
    else:
        yield Finding("Calendar", f"{says}; what is due later is shown as provisional")


def embedded() -> Iterable[Finding]:
    """The programs that wheels bring along: needed where servers run as ours, and for the tests."""
    yield _runs("PostgreSQL", lambda: [postgres_program("postgres"), "--version"])
    yield _runs("NATS", lambda: [program("nats-server"), "--version"])
    yield _runs("Temporal", lambda: [program("temporal"), "--version"])
    browser = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), "")
    yield Finding("Browser for tests", browser or "Playwright's own, fetched by make test")


def keys(settings: Settings) -> Iterable[Finding]:
    """Whether every key is there and closed to others."""
    kept = [settings.nats_keys_dir / f"{process.name}.nk" for process in processes()]
    kept += [settings.token_private_key_file, settings.token_public_key_file]
    kept += [settings.decision_key_file, settings.decision_keys_file]
    kept += [settings.audit_key_file, settings.session_key_file]
    missing = [str(file) for file in kept if not file.exists()]
    open_ones = [str(file) for file in kept if file.exists() and file.stat().st_mode & 0o077]
    if missing:
        yield Finding("Keys", f"missing: {', '.join(missing)}", "songjiao keys")
    elif open_ones:
        yield Finding("Keys", "others may read them", f"chmod 600 {' '.join(open_ones)}")
    else:
        yield Finding("Keys", f"{len(kept)} files")


def certificate(settings: Settings) -> Iterable[Finding]:
    """How long the certificate lasts by which other servers know us; nothing where none is set."""
    if settings.tls_certificate_file is None:
        return
    try:
        found = x509.load_pem_x509_certificate(settings.tls_certificate_file.read_bytes())
    except (OSError, ValueError) as error:
        yield Finding("Certificate", f"{settings.tls_certificate_file}: {error}", "songjiao certificates")
        return
    ends = found.not_valid_after_utc
    ends_soon = ends - clock.machine() < ENDS_SOON
    yield Finding("Certificate", f"until {ends:%Y-%m-%d}", "songjiao certificates, then restart" if ends_soon else "")


async def running(settings: Settings, look: str = LOOK_HERE) -> list[Finding]:
    """What must be asked of the parts themselves; `look` is what to do about one that does not answer."""
    checks = {f"Database {service}": _database(service, settings) for service in services()}
    checks |= {"Bus": _bus(settings), "Temporal": _temporal(settings)}
    found = [await _careful(part, ask, look) for part, ask in checks.items()]
    return [*found, *await _pages(settings, look)]


def _bus(settings: Settings) -> Check:
    """Whether NATS lets the operator in, its streams are in order, and what lies in the dead letters."""
    from chassis.bus.connection import REMEDY, Bus
    from contracts.topology import DEAD_LETTERS
    from songjiao.streams import unlike

    async def ask() -> Finding:
        async with Bus("operator", settings) as joined:
            jetstream = await joined.joined()
            if differing := await unlike(jetstream):
                return Finding("Bus", f"missing or altered: {', '.join(differing)}", REMEDY)
            dead = (await jetstream.stream_info(DEAD_LETTERS)).state.messages
        remedy = "songjiao events dead-letters list, then retry" if dead else ""
        return Finding("Bus", f"{settings.nats_url}, {dead} dead letters", remedy)

    return ask


def _temporal(settings: Settings) -> Check:
    """Whether Temporal knows our namespace, and runs what it should."""
    from songjiao.runs import missing
    from workflows.engine.connection import plainly_connected

    async def ask() -> Finding:
        client = await plainly_connected(settings)
        await client.count_workflows()
        lacking = await missing(settings)
        if lacking:
            # What has just begun or ended is not counted at once.
            await asyncio.sleep(SETTLING_SECONDS)
            lacking = await missing(settings)
        told = "".join(f"; {count} runs of {name} are missing" for name, count in lacking.items())
        where = f"{settings.temporal_address}, namespace {settings.temporal_namespace}"
        return Finding("Temporal", f"{where}{told}", "songjiao runs rebuild" if lacking else "")

    return ask


async def _pages(settings: Settings, look: str) -> list[Finding]:
    """Whether services, portal and workers answer; the workers only where METRICS_PORT says which port of this machine."""
    addresses = {f"Service {service}": f"{settings.services_url}/api/{service}/readyz" for service in services()}
    addresses["Portal"] = f"{settings.services_url}/readyz"
    if settings.metrics_port:
        addresses["Workers"] = f"http://{LOOPBACK}:{settings.metrics_port}/readyz"
    async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as client:
        return [await _ready(client, part, address, look) for part, address in addresses.items()]


async def _ready(client: httpx2.AsyncClient, part: str, address: str, look: str) -> Finding:
    try:
        answer = await client.get(address)
    except httpx2.HTTPError:
        return Finding(part, f"no answer at {address}", look)
    return Finding(part, "ready") if answer.is_success else Finding(part, f"not ready: {answer.text[:100]}", look)


def _database(service: str, settings: Settings) -> Check:
    async def ask() -> Finding:
        opened = engine(settings.database_of(service), poolclass=NullPool)
        try:
            async with opened.connect() as connection:
                versions = [await reached(connection, history) for history in histories]
                if None in versions:
                    return Finding(f"Database {service}", "has no tables yet", "songjiao migrate")
                waiting = await connection.scalar(text("SELECT count(*) FROM outbox WHERE position IS NULL"))
        finally:
            await opened.dispose()
        wanted = [newest(history) for history in histories]
        remedy = "" if versions == wanted else f"songjiao migrate (this version needs {' and '.join(map(str, wanted))})"
        told = f"mechanism {versions[0]}, version {versions[-1]}, {waiting} events waiting to go out"
        return Finding(f"Database {service}", told, remedy)

    histories = histories_of(service)

    return ask


async def _careful(part: str, ask: Check, look: str) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await ask()
    except Exception as error:
        first_line = (str(error).splitlines() or [""])[0]
        return Finding(part, f"{type(error).__name__}: {first_line}", look)


def _runs(part: str, command: Callable[[], list[str]]) -> Finding:
    try:
        done = subprocess.run(command(), capture_output=True, text=True, check=True, timeout=20)
    except (ServerFailedError, OSError, subprocess.SubprocessError) as error:
        return Finding(f"{part}'s program", str(error), "make install")
    return Finding(f"{part}'s program", done.stdout.strip().splitlines()[0])
