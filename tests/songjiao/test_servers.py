"""The embedded servers: they start, keep their data, and cope with every kind of sudden death."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest

from songjiao.servers.child import ServerFailedError
from songjiao.servers.postgres import Postgres
from songjiao.servers.server import AlreadyRunningError, Server
from tests.songjiao.launching import LAUNCHERS

Launch = Callable[[Path], Server]

each_server = pytest.mark.parametrize("launch", LAUNCHERS.values(), ids=LAUNCHERS.keys())


@each_server
async def test_serves_again_on_the_same_ports_after_a_crash(launch: Launch, tmp_path: Path) -> None:
    async with launch(tmp_path).running() as server:
        ports, first = server.ports, server.pid
        await server.kill()
        assert not server.alive
        await server.start()
        assert await server.is_ready()
        assert server.ports == ports
        assert server.pid != first


@each_server
async def test_ends_when_its_parent_is_killed(launch: Launch, tmp_path: Path) -> None:
    name = next(name for name, launcher in LAUNCHERS.items() if launcher is launch)
    async with parent_of(name, tmp_path) as (parent, pid):
        orphan = psutil.Process(pid)
        parent.kill()
        await asyncio.to_thread(psutil.wait_procs, [orphan], timeout=10)
        assert not orphan.is_running()
    async with launch(tmp_path).running() as server:
        assert await server.is_ready()


@each_server
async def test_a_start_right_after_its_parent_was_killed_waits_for_the_leftover(launch: Launch, tmp_path: Path) -> None:
    name = next(name for name, launcher in LAUNCHERS.items() if launcher is launch)
    async with parent_of(name, tmp_path) as (parent, _):
        parent.kill()
        await parent.wait()
        async with launch(tmp_path).running() as server:
            assert await server.is_ready()


async def test_a_leftover_that_ends_before_it_is_told_to_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Postgres(tmp_path / "postgres", password="secret")
    child = subprocess.Popen(["sleep", "60"])
    leftover = psutil.Process(child.pid)
    leftover.info = {"name": server.executable, "cwd": str(server.data_dir)}

    def seen_and_gone(_: object) -> list[psutil.Process]:
        child.kill()
        child.wait()
        return [leftover]

    monkeypatch.setattr(psutil, "process_iter", seen_and_gone)
    async with server.running():
        assert await server.is_ready()


@each_server
async def test_steps_round_a_taken_port(launch: Launch, tmp_path: Path) -> None:
    server = launch(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        purpose = next(iter(server.ports))
        server.ports[purpose] = taken.getsockname()[1]
        async with server.running():
            assert server.ports[purpose] != taken.getsockname()[1]


@each_server
async def test_tries_another_port_when_one_is_lost_at_the_last_moment(
    launch: Launch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = launch(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        lost = taken.getsockname()[1]
        believed = iter([lost] * len(server.ports))
        monkeypatch.setattr("songjiao.servers.server.free_port", lambda port: next(believed, 0) or _free())
        async with server.running():
            assert lost not in server.ports.values()


@each_server
async def test_a_second_owner_of_the_data_is_refused(launch: Launch, tmp_path: Path) -> None:
    async with launch(tmp_path).running() as server:
        with pytest.raises(AlreadyRunningError, match=str(server.data_dir)):
            await launch(tmp_path).start()
        assert await server.is_ready()


async def test_postgres_keeps_data_over_a_crash_and_copes_with_a_foreign_process_id(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres", password="secret")
    async with server.running():
        await execute(server, "CREATE TABLE kept AS SELECT 1 AS one")
        await server.kill()
        # Somebody else bears the dead server's process id by now.
        lock = server.data_dir / "postmaster.pid"
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(psutil.Process().pid), *lines[1:]]) + "\n")
        await server.start()
        assert await execute(server, "SELECT one FROM kept") == 1


async def test_postgres_lets_nobody_in_without_the_password(tmp_path: Path) -> None:
    async with Postgres(tmp_path / "postgres", password="secret").running() as server:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url(password="guessed").replace("+asyncpg", ""))


async def test_an_interrupted_first_start_leaves_nothing_half_made(tmp_path: Path) -> None:
    half_made = tmp_path / "postgres.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18")
    async with Postgres(tmp_path / "postgres", password="secret").running() as server:
        assert await execute(server, "SELECT 1") == 1


async def test_a_failed_start_tells_the_end_of_the_log(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres", password="secret")
    async with server.running():
        pass
    (server.data_dir / "PG_VERSION").write_text("9.6")
    with pytest.raises(ServerFailedError, match=r"(?s)ended while starting.*9\.6"):
        await server.start()


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


async def execute(server: Postgres, statement: str) -> object:
    """Run one statement as the superuser; its first value."""
    connection = await asyncpg.connect(server.url().replace("+asyncpg", ""))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@asynccontextmanager
async def parent_of(name: str, folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """A process that runs a server, and the server's process id."""
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.songjiao.parent", name, str(folder), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert parent.stdout is not None
        yield parent, int(await parent.stdout.readline())
    finally:
        if parent.returncode is None:
            parent.send_signal(signal.SIGINT)
        await parent.wait()
