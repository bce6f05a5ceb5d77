"""Ports on which a server of a test can be stopped and started again, with nobody else sitting down in between."""

import os
import random

from songjiao.servers.ports import is_free
from songjiao.servers.stack import DEFAULT_PORTS

# Below those the kernel hands out, and away from those an installation takes first.
RANGE = range(20_000, 32_000)


def ports_of(worker: str, workers: int) -> range:
    """Those of one worker among those that run tests beside one another (`gw0`, `gw1` …): no two share one."""
    return RANGE[int(worker.removeprefix("gw")) :: workers]


def port_apart() -> int:
    """A free port that nobody else is likely to ask for."""
    ours = ports_of(os.environ.get("PYTEST_XDIST_WORKER", "gw0"), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    return next(port for port in iter(lambda: random.choice(ours), None) if is_free(port))


def ports_apart() -> dict[str, int]:
    """One for each server of a stack."""
    return {name: port_apart() for name in DEFAULT_PORTS}
