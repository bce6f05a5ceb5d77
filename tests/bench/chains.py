"""Whole chains through the public HTTP API against textbook ones, 32 at a time on the same stack, turn and turn about."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

from chassis.ids import uuid7
from chassis.settings import settings
from tests.bench import textbook
from tests.bench.ear import Ear, listening
from tests.bench.figures import Processor, median
from tests.bench.stage import Bench, say
from tests.system.world import Person, World

AT_ONCE = 32
TURNS = 3
# Each task and step of a chain leaves a timeout behind that Temporal looks at up to ten seconds later, when it is long done.
# Chains run for longer than that before the clock starts, so that each side pays for its own.
LEAD_SECONDS = 11.0
WINDOW_SECONDS = 12.0
TRAINEES = 600


async def measure(bench: Bench) -> None:
    """Print the throughput of both, their ratio, and the CPU a chain costs, by process."""
    async with textbook.working(settings().temporal_address, settings().temporal_namespace) as (pid, textbook_chain):
        roots = bench.roots | {"textbook worker": pid}

        async def plain_chain(_: int) -> None:
            await textbook_chain(str(uuid7()))

        ratios = []
        for turn in range(TURNS):
            plain, plain_cpu = await _sustained(roots, plain_chain)
            ours, our_cpu = await product(bench, roots)
            ratios.append(ours / plain)
            say(f"  turn {turn + 1}: product {ours:5.1f}/s, textbook {plain:5.1f}/s, ratio {ours / plain:.2f}")
            say(f"    CPU ms a chain, product:  {_split(our_cpu)}")
            say(f"    CPU ms a chain, textbook: {_split(plain_cpu)}")
        say(f"  chain, product against textbook: median ratio {median(ratios):.2f} (aim 0.80)")


async def product(bench: Bench, roots: dict[str, int]) -> tuple[float, dict[str, float]]:
    """The product's turn."""
    # People sign in before the clock starts: that is slow on purpose, and they do it once a day.
    world = await bench.world(TRAINEES)
    drafts = [(trainee, *(await world.draft(trainee))) for trainee in world.trainees]

    async with listening(bench.stack.nats.url) as ear:

        async def chain(number: int) -> None:
            await _one(world, ear, *drafts[number])

        return await _sustained(roots, chain)


async def _one(world: World, ear: Ear, trainee: Person, application: UUID, version: int) -> None:
    await world.submit(trainee, application, version)
    card = (await ear.wait(f"enrollment.application.submitted/{application}"))["data"]["card"]
    for planned in card["plan"]["stages"]:
        opened = await ear.wait(f"approvals.task.opened/{application}/{planned['stage']}")
        task = {**planned, "task_id": opened["data"]["task_id"], "revision": 1, "content_hash": card["content_hash"]}
        await world.decide(task)
    await ear.wait(f"enrollment.application.admitted/{application}")


async def _sustained(roots: dict[str, int], chain: Callable[[int], Awaitable[None]]) -> tuple[float, dict[str, float]]:
    """Chains that ended a second, and the CPU milliseconds each cost, by process, while so many are always under way."""
    numbers, ended, stop = itertools.count(), 0, False

    async def one_after_the_other() -> None:
        nonlocal ended
        while not stop:
            await chain(next(numbers))
            ended += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_the_other())
        await asyncio.sleep(LEAD_SECONDS)
        processor, before, started = Processor(roots), ended, time.perf_counter()
        await asyncio.sleep(WINDOW_SECONDS)
        used, how_many, seconds = processor.used(), ended - before, time.perf_counter() - started
        stop = True
    return how_many / seconds, {name: value / how_many * 1000 for name, value in used.items()}


def _split(used: dict[str, float]) -> str:
    return " / ".join(f"{name} {value:.0f}" for name, value in used.items())
