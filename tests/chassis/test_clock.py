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


def test_it_is_refused_in_production(moving: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    told = settings().model_copy(update={"environment": "production"})
    monkeypatch.setattr(clock, "settings", lambda: told)
    with pytest.raises(RuntimeError):
        clock.business()
    with pytest.raises(RuntimeError):
        moving(timedelta(days=1))
