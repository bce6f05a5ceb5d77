"""`songjiao up` as people use it: first start, a second one beside it, crashes, and carrying on with the same data."""

import asyncio
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx2
import psutil
import pytest

from tests.songjiao.crawling import dead_ends

READY = "Ctrl-C stops everything"
# The first start loads the demonstration, on a machine that tests keep busy.
FIRST_SECONDS, LATER_SECONDS = 240.0, 60.0
# Everybody of the guided tour, and nobody in particular.
READERS = (
    "teacher", "teacher2", "principal", "county", "city", "host", "personnel", "p-d02-p01", "hr", "admin", None,
)  # fmt: skip


class Up:
    """One `songjiao up` and what it has said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.screen = folder / "screen"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> "Up":
        """Start it; what it says is kept."""
        with self.screen.open("w") as screen:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "songjiao", "up", cwd=self.folder, stdout=screen, stderr=screen
            )
        return self

    async def says(self, text: str, seconds: float) -> str:
        """Wait until it has said `text`; everything it has said."""
        deadline = time.monotonic() + seconds
        while text not in (said := self.screen.read_text()):
            assert time.monotonic() < deadline, said
            assert self.process.returncode is None or text in self.screen.read_text(), said
            await asyncio.sleep(0.1)
        return said

    async def end(self, number: signal.Signals) -> int:
        """Send it a signal and wait."""
        self.process.send_signal(number)
        async with asyncio.timeout(40):
            return await self.process.wait()

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The started process."""
        assert self._process is not None
        return self._process


@pytest.fixture(autouse=True)
def own_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests leave the addresses of theirs in the environment; `up` would take them for a city's own."""
    for variable in ("DATABASE_URL", "DATABASE_ADMIN_URL", "NATS_URL", "TEMPORAL_ADDRESS", "ENVIRONMENT", "CLOCK_FILE"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("NATS_KEYS_DIR", "AUDIT_KEY_FILE", "SESSION_KEY_FILE", "SERVICES_URL", "DATABASE_PASSWORD_FILE"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("TOKEN_PRIVATE_KEY_FILE", "TOKEN_PUBLIC_KEY_FILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder to start in; whatever still runs in it afterwards is ended."""
    yield tmp_path
    for process in running_in(tmp_path):
        # The parent takes its children along; they may be gone before it is their turn.
        with suppress(psutil.NoSuchProcess):
            process.kill()


@pytest.mark.timeout(900)
async def test_start_crash_carry_on_and_stop(folder: Path) -> None:
    up = await Up(folder).start()
    portal = portal_in(await up.says(READY, FIRST_SECONDS))
    assert "songjiao-demo-2021" in up.screen.read_text()
    assert await status(f"{portal}/healthz") == 200
    # Nobody is shown a way that is not theirs to go.
    assert await dead_ends(portal, READERS, "songjiao-demo-2021") == {}

    second = Up(folder)
    second.screen = folder / "second"
    await second.start()
    assert await second.process.wait() == 1
    assert f"process {up.process.pid}" in second.screen.read_text()

    [serving] = [process for process in running_in(folder) if process.cmdline()[-2:] == ["serve", "all"]]
    serving.kill()
    await up.says("ended by itself", 10)
    await eventually(lambda: status(f"{portal}/healthz"), 200)

    # A crash leaves nothing running, and nothing that a new start could stumble over.
    assert await up.end(signal.SIGKILL) == -signal.SIGKILL
    said = await (await Up(folder).start()).says(READY, LATER_SECONDS)
    assert portal_in(said) == portal
    assert "Organisations" not in said, "the demonstration is loaded once"


async def test_ctrl_c_stops_everything_and_the_next_start_does_not_complain(folder: Path) -> None:
    (folder / ".songjiao").mkdir()
    up = await Up(folder).start()
    await up.says("Temporal", LATER_SECONDS)
    assert await up.end(signal.SIGINT) == 0
    assert "Stopped; the data stays" in up.screen.read_text()
    assert running_in(folder) == []
    again = await Up(folder).start()
    await again.says("PostgreSQL", LATER_SECONDS)
    assert await again.end(signal.SIGTERM) == 0
    assert running_in(folder) == []


def portal_in(said: str) -> str:
    """The portal's address as it was printed."""
    found = re.search(r"Portal\s+│\s+(http://\S+)", said)
    assert found, said
    return found[1]


async def status(url: str) -> int:
    """The status of a GET; 0 when nobody answers."""
    async with httpx2.AsyncClient() as client:
        try:
            return (await client.get(url)).status_code
        except httpx2.TransportError:
            return 0


async def eventually(ask: object, wanted: int) -> None:
    """Ask until it is so."""
    assert callable(ask)
    async with asyncio.timeout(LATER_SECONDS):
        while await ask() != wanted:
            await asyncio.sleep(0.2)


def running_in(folder: Path) -> list[psutil.Process]:
    """Every process that works in the folder."""
    found = psutil.process_iter(["cwd"])
    return [process for process in found if (process.info["cwd"] or "").startswith(str(folder))]
