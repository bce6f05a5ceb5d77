"""From the moment an event is said (just before its commit) to a consumer on the bus, idle and under load."""

import asyncio
from datetime import datetime

from tests.bench.chains import product
from tests.bench.ear import Ear, listening
from tests.bench.figures import milliseconds
from tests.bench.stage import Bench, say

SUBMISSIONS = 100


async def measure(bench: Bench) -> None:
    """Print both."""
    world = await bench.world(SUBMISSIONS)
    async with listening(bench.stack.nats.url) as ear:
        for trainee in world.trainees:
            await world.apply(trainee)
            await asyncio.sleep(0.05)
        await asyncio.sleep(1)
        submitted = _delays(ear, "enrollment.case.news")
    say(f"  idle:   {milliseconds(submitted)} (aim p99 15 ms)")
    async with listening(bench.stack.nats.url) as ear:
        await product(bench, bench.roots)
        say(f"  loaded: {milliseconds(_delays(ear, ''))}")


def _delays(ear: Ear, of_type: str) -> list[float]:
    return [
        arrived - datetime.fromisoformat(envelope["time"]).timestamp()
        for arrived, envelope in ear.heard.values()
        if envelope["type"].startswith(of_type)
    ]
