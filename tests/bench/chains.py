"""Whole chains through the public HTTP API against textbook ones, 32 at a time on the same stack, turn and turn about."""

import asyncio
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
CHAINS = 192
TURNS = 3


async def measure(bench: Bench) -> None:
    """Print the throughput of both, their ratio, and the CPU a chain costs, by process."""
    async with textbook.working(settings().temporal_address, settings().temporal_namespace) as (pid, textbook_chain):
        roots = bench.roots | {"textbook worker": pid}

        async def plain_chain(_: int) -> None:
            await textbook_chain(str(uuid7()))

        await _at_once(32, plain_chain)
        await product(bench, 32)
        ratios = []
        for turn in range(TURNS):
            plain, plain_cpu = await _timed(roots, CHAINS, plain_chain)
            ours, our_cpu = await product(bench, CHAINS, roots)
            ratios.append(ours / plain)
            say(f"  turn {turn + 1}: product {ours:5.1f}/s, textbook {plain:5.1f}/s, ratio {ours / plain:.2f}")
            say(f"    CPU ms a chain, product:  {_split(our_cpu)}")
            say(f"    CPU ms a chain, textbook: {_split(plain_cpu)}")
        say(f"  chain, product against textbook: median ratio {median(ratios):.2f} (aim 0.80)")


async def product(bench: Bench, chains: int, roots: dict[str, int] | None = None) -> tuple[float, dict[str, float]]:
    # People sign in before the clock starts: that is slow on purpose, and they do it once a day.
    world = await bench.world(chains)
    drafts = [(trainee, *(await world.draft(trainee))) for trainee in world.trainees]

    async with listening(bench.stack.nats.url) as ear:

        async def chain(number: int) -> None:
            await _one(world, ear, *drafts[number])

        return await _timed(roots or bench.roots, chains, chain)


async def _one(world: World, ear: Ear, trainee: Person, application: UUID, version: int) -> None:
    await world.submit(trainee, application, version)
    card = (await ear.wait(f"enrollment.application.submitted/{application}"))["data"]["card"]
    for planned in card["plan"]["stages"]:
        opened = await ear.wait(f"approvals.task.opened/{application}/{planned['stage']}")
        task = {**planned, "task_id": opened["data"]["task_id"], "revision": 1, "content_hash": card["content_hash"]}
        await world.decide(task)
    await ear.wait(f"enrollment.application.admitted/{application}")


async def _timed(
    roots: dict[str, int], how_many: int, chain: Callable[[int], Awaitable[None]]
) -> tuple[float, dict[str, float]]:
    processor = Processor(roots)
    started = time.perf_counter()
    await _at_once(how_many, chain)
    seconds = time.perf_counter() - started
    used = {name: value / how_many * 1000 for name, value in processor.used().items()}
    return how_many / seconds, used


async def _at_once(how_many: int, chain: Callable[[int], Awaitable[None]]) -> None:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with room:
            await chain(number)

    await asyncio.gather(*(one(number) for number in range(how_many)))


def _split(used: dict[str, float]) -> str:
    return " / ".join(f"{name} {value:.0f}" for name, value in used.items())
