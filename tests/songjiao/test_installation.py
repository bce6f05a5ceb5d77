"""What an installation stands on: keys, ports, the lock, and the variables other commands find it by."""

import asyncio
import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from songjiao import environment
from songjiao.keys import Keys
from songjiao.servers.child import ServerFailedError
from songjiao.servers.ports import free_port
from songjiao.supervisor.lock import AlreadyUpError, only_one
from songjiao.supervisor.watch import watch


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    keys.ensure()
    first = {file.name: file.read_bytes() for file in keys.directory.iterdir()}
    keys.ensure()
    assert {file.name: file.read_bytes() for file in keys.directory.iterdir()} == first
    assert {stat.S_IMODE(file.stat().st_mode) for file in keys.directory.iterdir()} == {0o600}
    assert len(set(first.values())) == len(first)


def test_a_taken_port_is_stepped_round() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port(port) <= port + 10


def test_a_second_start_on_the_same_data_is_refused_with_the_process_that_has_it(tmp_path: Path) -> None:
    with only_one(tmp_path / "lock"), pytest.raises(AlreadyUpError) as refused, only_one(tmp_path / "lock"):
        pass
    assert refused.value.pid == str(os.getpid())


def test_a_start_waits_for_one_that_is_stopping(tmp_path: Path) -> None:
    released = threading.Event()
    with only_one(tmp_path / "lock") as tell_stopping:
        tell_stopping()
        waiting = threading.Thread(target=lambda: _take(tmp_path / "lock", released))
        waiting.start()
        assert not released.wait(0.3)
    waiting.join(5)
    assert released.is_set()


def _take(file: Path, taken: threading.Event) -> None:
    with only_one(file):
        taken.set()


def test_what_up_wrote_down_fills_the_environment_but_does_not_overrule_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.remember(tmp_path, {"DATABASE_URL": "of up", "NATS_URL": "of up"})
    assert stat.S_IMODE((tmp_path / environment.FILE).stat().st_mode) == 0o600
    monkeypatch.setattr(os, "environ", {"NATS_URL": "my own"})
    environment.recall(tmp_path)
    assert os.environ["DATABASE_URL"] == "of up"
    assert os.environ["NATS_URL"] == "my own"
    os.environ["DATABASE_URL"] = "my own"
    environment.recall(tmp_path)
    assert os.environ["DATABASE_URL"] == "my own"


class Falling:
    """A part that ends by itself once, and at first cannot be started again."""

    name = "falling"

    def __init__(self) -> None:
        self.starts = 0
        self.back = asyncio.Event()

    async def start(self) -> None:
        """Fails the first time."""
        self.starts += 1
        if self.starts == 1:
            raise ServerFailedError("not yet")
        self.back.set()

    async def stop(self) -> None:
        """Nothing to do."""

    async def ended(self) -> int:
        """Ends at once before it was started again."""
        if self.back.is_set():
            await asyncio.Event().wait()
        return 1


async def test_a_part_that_ends_by_itself_is_started_until_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songjiao.supervisor.watch.FIRST_PAUSE_SECONDS", 0.01)
    part, said = Falling(), list[str]()
    watching = asyncio.create_task(watch([part], said.append))
    async with asyncio.timeout(5):
        await part.back.wait()
    watching.cancel()
    assert part.starts == 2
    assert any("ended by itself (status 1)" in line for line in said)
    assert any("not yet" in line for line in said)
