"""Business time can be moved, machine time cannot, and neither in production."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chassis import clock
from chassis.settings import settings

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


def test_it_is_refused_in_production(moving: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    told = settings().model_copy(update={"environment": "production"})
    monkeypatch.setattr(clock, "settings", lambda: told)
    with pytest.raises(RuntimeError):
        clock.business()
    with pytest.raises(RuntimeError):
        moving(timedelta(days=1))
