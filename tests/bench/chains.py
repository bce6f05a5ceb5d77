"""Whole chains through the public HTTP API, 32 at a time on the same stack, turn and turn about: the product, the same work as its
libraries teach it, and for reference a bare chain of Temporal, which stores nothing."""

from collections.abc import Mapping
from uuid import UUID

from chassis.ids import uuid7
from chassis.settings import settings
from tests.bench import bare_chain
from tests.bench.ear import SAME_WORK, Ear, listening
from tests.bench.figures import median, percentile, timed
from tests.bench.same_work import people
from tests.bench.same_work.people import SameWork
from tests.bench.stage import Bench, say
from tests.bench.sustained import Sustained, sustained
from tests.system.world import Person, World

TURNS = 3
TRAINEES = 800


async def measure(bench: Bench) -> None:
    """Print throughput, clicks and the CPU a chain costs of all three, by process, and the ratios."""
    told = settings()
    async with (
        people.working(bench) as same,
        bare_chain.working(told.temporal_address, told.temporal_namespace) as (pid, bare_case),
    ):
        roots = bench.roots | same.roots | {"bare worker": pid}

        async def bare(_: int, clicks: list[float]) -> None:
            await bare_case(str(uuid7()), clicks)

        turns = []
        for number in range(TURNS):
            turn = {
                "product": await product(bench, roots),
                "same work": await same_work(bench, same, roots),
                "bare chain": await sustained(roots, bare),
            }
            turns.append(turn)
            say(f"  turn {number + 1}")
            for name, measured in turn.items():
                say(f"    {name:10} {measured.told()}")
                say(f"      CPU ms a chain: {measured.split()}")
    _compare(turns)


def _compare(turns: list[dict[str, Sustained]]) -> None:
    for against, aim in (("same work", "aim 1.30"), ("bare chain", "for reference")):
        ratio = median([turn["product"].a_second / turn[against].a_second for turn in turns])
        say(f"  throughput, product against {against}: median ratio {ratio:.2f} ({aim})")
    for share in (0.5, 0.99):
        ratio = median(
            [percentile(turn["same work"].clicks, share) / percentile(turn["product"].clicks, share) for turn in turns]
        )
        say(
            f"  clicks at 32 at once, p{share * 100:.0f}: the product's is {ratio:.1f} times as fast as same work's (aim 10)"
        )


async def product(bench: Bench, roots: Mapping[str, int]) -> Sustained:
    """The product's turn."""
    # People sign in before the clock starts: that is slow on purpose, and they do it once a day.
    world = await bench.world(TRAINEES)
    drafts = [(trainee, *(await world.draft(trainee))) for trainee in world.trainees]

    async with listening(bench.stack.nats.url) as ear:

        async def chain(number: int, clicks: list[float]) -> None:
            await _one(world, ear, *drafts[number], clicks)

        return await sustained(roots, chain)


async def _one(world: World, ear: Ear, trainee: Person, application: UUID, version: int, clicks: list[float]) -> None:
    await world.submit(trainee, application, version)
    card = (await ear.wait(f"enrollment.case.news/{application}/SUBMITTED"))["data"]["card"]
    for planned in card["plan"]["stages"]:
        opened = await ear.wait(f"approvals.task.opened/{application}/{planned['stage']}")
        task = {**planned, "task_id": opened["data"]["task_id"], "revision": 1, "content_hash": card["content_hash"]}
        clicks.append(await timed(world.decide(task)))
    await ear.wait(f"enrollment.case.news/{application}/ADMITTED")


async def same_work(bench: Bench, same: SameWork, roots: Mapping[str, int]) -> Sustained:
    """The turn of those who do the same work."""
    drafts = await same.drafts(TRAINEES)
    async with listening(bench.stack.nats.url, SAME_WORK) as ear:

        async def chain(number: int, clicks: list[float]) -> None:
            await same.chain(ear, *drafts[number], clicks)

        return await sustained(roots, chain)
