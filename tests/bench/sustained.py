"""So many chains always under way: what ended a second, what it cost, and how long its clicks took."""

import asyncio
import gc
import itertools
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.bench.figures import Processor, milliseconds

AT_ONCE = 32
# Each task and step of a chain leaves a timeout behind that Temporal looks at up to ten seconds later, when it is long done.
# Chains run for longer than that before the clock starts, so that each side pays for its own.
LEAD_SECONDS = 11.0
WINDOW_SECONDS = 12.0

# Goes from start to end, given the number of its case; adds to the list how long each click took, in seconds.
Chain = Callable[[int, list[float]], Awaitable[None]]


@dataclass(frozen=True)
class Sustained:
    """What was measured while the clock ran."""

    a_second: float
    processor: Mapping[str, float]
    clicks: list[float]

    def told(self) -> str:
        """Throughput and clicks, as they are printed."""
        return f"{self.a_second:5.1f}/s, click {milliseconds(self.clicks)}"

    def split(self) -> str:
        """CPU milliseconds a chain, by process; who did nothing for it is left out."""
        return " / ".join(f"{name} {value:.0f}" for name, value in self.processor.items() if value >= 0.5)


async def sustained(roots: Mapping[str, int], chain: Chain) -> Sustained:
    """Keep so many chains under way, and measure once they have run for a while."""
    numbers, ended, stop = itertools.count(), 0, False
    clicks: list[float] = []

    async def one_after_the_other() -> None:
        nonlocal ended
        while not stop:
            await chain(next(numbers), clicks)
            ended += 1

    # What makes the load also looks at the clock: it is not to stop for its own garbage meanwhile.
    gc.collect()
    gc.freeze()
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_the_other())
        await asyncio.sleep(LEAD_SECONDS)
        clicks.clear()
        processor, before, started = Processor(roots), ended, time.perf_counter()
        await asyncio.sleep(WINDOW_SECONDS)
        used, how_many, seconds = processor.used(), ended - before, time.perf_counter() - started
        clicked = list(clicks)
        stop = True
    if not how_many:
        raise AssertionError(f"not one chain came to its end within {seconds:.0f} s")
    a_chain = {name: value / how_many * 1000 for name, value in used.items()}
    return Sustained(how_many / seconds, a_chain, clicked)
