"""Business time can be moved, machine time cannot, and neither in production."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from chassis import clock
from chassis.settings import Settings, settings

Moving = Callable[[timedelta], None]


def test_moving_adds_up_and_leaves_the_machine_alone(moving: Moving) -> None:
    moving(timedelta(days=10))
    moving(timedelta(days=720))
    assert timedelta(days=729) < clock.business() - clock.machine() < timedelta(days=731)


def test_who_sleeps_until_a_moment_looks_up_where_it_may_be_moved(
    moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.business() + timedelta(hours=1)
    assert clock.seconds_until(moment) == clock.LOOKING_UP_SECONDS
    moving(timedelta(hours=1))
    assert clock.seconds_until(moment) == 0
    moving(timedelta(hours=-1))
    monkeypatch.setattr(clock, "movable", lambda: False)
    assert 3500 < clock.seconds_until(moment) <= 3600


def test_in_production_a_moved_clock_does_not_start(tmp_path: Path) -> None:
    told = {"database_url": "postgresql+asyncpg://localhost/{service}", "clock_file": tmp_path / "clock"}
    with pytest.raises(ValidationError, match="CLOCK_FILE"):
        Settings(environment="production", **told)
    assert Settings(environment="test", **told).clock_file is not None


@pytest.mark.parametrize("command", [["serve", "all"], ["worker", "all"], ["serve", "directory"]])
def test_a_process_says_so_and_ends(tmp_path: Path, command: list[str]) -> None:
    told = {
        "ENVIRONMENT": "production",
        "CLOCK_FILE": str(tmp_path / "clock"),
        "DATABASE_URL": "postgresql+asyncpg://x/{service}",
    }
    started = [sys.executable, "-m", "songjiao", *command]
    done = subprocess.run(started, env=os.environ | told, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "CLOCK_FILE" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_file_time_is_not_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    told = settings().model_copy(update={"clock_file": None})
    monkeypatch.setattr(clock, "settings", lambda: told)
    with pytest.raises(RuntimeError):
        clock.move(timedelta(days=1))
