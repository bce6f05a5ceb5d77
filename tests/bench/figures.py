"""Percentiles, ratios and CPU time, as they are printed."""

import statistics
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

import psutil


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def milliseconds(values: list[float]) -> str:
    """`p50 / p99` of seconds, in milliseconds."""
    return f"p50 {percentile(values, 0.5) * 1000:6.1f} ms   p99 {percentile(values, 0.99) * 1000:6.1f} ms"


async def timed(what: Awaitable[object]) -> float:
    """Seconds until it is there."""
    started = time.perf_counter()
    await what
    return time.perf_counter() - started


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)


@dataclass
class Processor:
    """CPU seconds used since it was made by named process trees, and by this process, which makes the load."""

    roots: Mapping[str, int]

    def __post_init__(self) -> None:
        self._before = self._now()

    def used(self) -> dict[str, float]:
        """Seconds by name."""
        now = self._now()
        return {name: now[name] - self._before.get(name, 0.0) for name in now}

    def _now(self) -> dict[str, float]:
        return {name: _of_tree(pid) for name, pid in self.roots.items()} | {"client": time.process_time()}


def _of_tree(pid: int) -> float:
    total = 0.0
    parent = psutil.Process(pid)
    for process in (parent, *parent.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        # What children that ended had used is kept by their parent.
        total += times.user + times.system + times.children_user + times.children_system
    return total


def memory(pid: int) -> float:
    """Proportional memory of a process tree, in MB: shared pages are counted once."""
    parent = psutil.Process(pid)
    return sum(process.memory_full_info().pss for process in (parent, *parent.children(recursive=True))) / 2**20
