"""A case that Temporal has lost is rebuilt from its events: nothing is done twice, and nobody is told wrongly to have come second."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from contracts.commands import approvals
from contracts.offices import Office, Role
from tests.workflows import events
from tests.workflows.case import place
from tests.workflows.model import Services
from tests.workflows.tables import DAY
from tests.workflows.world import World

Placed = Callable[..., Awaitable["Lost"]]
OTHER = Office(role=Role.COUNTY_PERSONNEL_SECTION, scope="330328")


@pytest.fixture
async def placed(full_server: WorkflowEnvironment, real_services: Services, elsewhere: Client) -> AsyncIterator[Placed]:
    """A case that began yesterday; what is still open after the test is ended."""
    worlds: list[Lost] = []

    async def start(kind: str = "trainee_application", state: str | None = None) -> Lost:
        worlds.append(Lost(await place(full_server, real_services, kind, state), elsewhere=elsewhere))
        await worlds[-1].happens(events.opening(worlds[-1].case, datetime.now(UTC) - DAY))
        return worlds[-1]

    yield start
    for world in worlds:
        with suppress(RPCError):
            await world.case.handle.terminate()


@dataclass
class Lost(World):
    """A case whose run is lost."""

    elsewhere: Client = field(kw_only=True)

    async def told_again(self) -> None:
        """Forgotten, told all again, and told that once more, until the run asks for nothing more."""
        await self.forget(self.elsewhere)
        for _ in range(2):
            for event in self.heard:
                await self.take_in(event)
            await settled(self)


def known(services: Services) -> tuple[set[UUID], list[str | None], list[str | None]]:
    """All that people see of tasks: those there are, how they were closed, and what was overtaken."""
    tasks = services.tasks.values()
    return set(services.tasks), [task.closed for task in tasks], [task.overtaken for task in tasks]


@contextmanager
def unchanged(world: World) -> Iterator[None]:
    """Approvals and owner have it afterwards as before."""
    row = (world.case.row.state, world.case.row.version)
    before = known(world.case.services)
    yield
    assert known(world.case.services) == before
    assert (world.case.row.state, world.case.row.version) == row


async def settled(world: World) -> None:
    """Until nothing has been asked for a while."""
    asked = -1
    while asked != len(world.case.services.asked):
        asked = len(world.case.services.asked)
        await asyncio.sleep(0.3)


async def returned_twice(world: World) -> None:
    """By the school and by the county; the county has its second hearing."""
    for stage, turn in (("school", 1), ("county", 1)):
        await world.decide(stage, "return", turn)
        await world.case.correcting()
        await world.moved(await world.case.resubmits(stage))
        if stage == "school":
            await world.decide("school", turn=2)
    await world.case.at("county", 2)


async def waits_for_correction(world: World) -> None:
    """The county has returned it."""
    await world.decide("school")
    await world.decide("county", "return")
    await world.case.correcting()


async def came_back_to_the_city(world: World) -> None:
    """The place was missing; the city has it once more, of the same revision."""
    world.case.row.obstacle = "studio_full"
    for stage in ("school", "county", "municipal"):
        await world.decide(stage)
    await world.case.at("municipal", 2)


async def put_before_another_office_and_back(world: World) -> None:
    """Three tasks of one stage and one revision, before two offices."""
    mine = (await world.case.at("school")).at[0].office
    await world.moved(await world.case.put_before("school", OTHER))
    await world.case.at("school", 2)
    await world.moved(await world.case.put_before("school", Office.parse(mine)))
    await world.case.at("school", 3)


async def with_the_school(world: World) -> None:
    """At the first office."""
    await world.case.at("school")


async def with_the_city(world: World) -> None:
    """At the last one."""
    await world.decide("school")
    await world.decide("county")
    await world.case.at("municipal")


APPLICATION = (
    with_the_school, with_the_city, returned_twice, waits_for_correction, came_back_to_the_city,
    put_before_another_office_and_back,
)  # fmt: skip


@pytest.mark.parametrize("play", APPLICATION)
async def test_an_application_in_each_state(placed: Placed, play: Callable[[World], Awaitable[None]]) -> None:
    world = await placed()
    await play(world)
    status = await world.case.status()
    with unchanged(world):
        await world.told_again()
    again = await world.case.status()
    assert (again.waits_for, again.state) == (status.waits_for, status.state)
    assert [(at.stage, at.turn) for at in again.at] == [(at.stage, at.turn) for at in status.at]


@pytest.mark.parametrize("play", [*APPLICATION])
async def test_only_the_opening_news_come_again(placed: Placed, play: Callable[[World], Awaitable[None]]) -> None:
    world = await placed()
    await play(world)
    del world.heard[1:]
    with unchanged(world):
        await world.told_again()


async def test_rebuilt_it_goes_on_to_its_end(placed: Placed) -> None:
    world = await placed()
    await returned_twice(world)
    await world.told_again()
    await world.decide("county", turn=2)
    await world.decide("municipal")
    assert await world.case.outcome() == "ADMITTED"
    assert world.case.opened == [("school", 0), ("school", 0), ("county", 0), ("county", 0), ("municipal", 0)]
    assert world.case.overtaken == set()


async def test_withdrawn_long_ago_nothing_is_started(placed: Placed) -> None:
    world = await placed()
    await returned_twice(world)
    await world.moved(await world.case.withdraws())
    assert await world.case.outcome() == "WITHDRAWN"
    with unchanged(world):
        await world.told_again()
    with pytest.raises(RPCError):
        await world.case.handle.describe()


async def test_withdrawn_just_now_it_only_ends(placed: Placed) -> None:
    world = await placed()
    world.heard[0] = events.opening(world.case)
    await returned_twice(world)
    await world.moved(await world.case.withdraws())
    assert await world.case.outcome() == "WITHDRAWN"
    with unchanged(world):
        await world.told_again()
    assert await world.case.outcome() == "WITHDRAWN"


async def test_what_was_overtaken_is_marked_once_and_for_the_same_reason(placed: Placed) -> None:
    world = await placed()
    world.heard[0] = events.opening(world.case)
    await world.case.at("school")
    decided = await world.decides("school")
    await world.moved(await world.case.withdraws())
    await world.happens(decided)
    assert await world.case.outcome() == "WITHDRAWN"
    assert world.case.overtaken == {"withdrawn"}
    with unchanged(world):
        await world.told_again()


async def test_asked_under_other_keys_what_was_taken_over_has_not_come_second(placed: Placed) -> None:
    world = await placed()
    world.heard[0] = events.opening(world.case)
    await world.decide("school")
    await world.decide("county")
    await world.case.at("municipal")
    await world.moved(await world.case.withdraws())
    assert await world.case.outcome() == "WITHDRAWN"
    world.case.services.forget_answers()
    with unchanged(world):
        await world.told_again()
    assert world.case.overtaken == set()


@pytest.mark.parametrize(
    ("state", "decisions"),
    [
        ("PACKED", [("countersign", 0)]),
        ("PACKED", [("countersign", 1)]),
        ("PACKED", [("countersign", 1), ("countersign", 0)]),
        ("COUNTERSIGNED", [("any_sign", 1)]),
        ("SIGNED", [("weighing", 0)]),
        ("SIGNED", [("weighing", 1)]),
        ("SIGNED", [("weighing", 1), ("weighing", 0)]),
        ("WEIGHED", [("post", 0)]),
    ],
)
@pytest.mark.parametrize("told", ["all", "opening", "opening and news"])
async def test_several_offices(placed: Placed, state: str, decisions: list[tuple[str, int]], told: str) -> None:
    world = await placed("parcel", state)
    for stage, seat in decisions:
        await world.decide(stage, seat=seat)
    await settled(world)
    if told != "all":
        del world.heard[1:]
    if told == "opening and news":
        world.heard.append(events.news(world.case, world.case.changes()))
        await world.take_in(world.heard[-1])
        await settled(world)
    with unchanged(world):
        await world.told_again()


async def test_a_seat_that_moved_and_then_completed_its_stage(placed: Placed) -> None:
    world = await placed("parcel")
    await world.decide("countersign")
    await world.case.at("countersign", seat=1)
    await world.moved(await world.case.put_before("countersign", OTHER, seat=1))
    await world.decide("countersign", turn=2, seat=1)
    await world.case.at("any_sign")
    with unchanged(world):
        await world.told_again()
    assert world.case.overtaken == set()


async def test_a_stage_of_several_that_came_back(placed: Placed) -> None:
    world = await placed("parcel", "COUNTERSIGNED")
    world.case.row.again_at = "any_sign"
    await world.decide("any_sign", seat=1)
    await world.case.at("any_sign", 2, seat=1)
    with unchanged(world):
        await world.told_again()


async def test_a_run_that_was_lost_over_an_open_task_of_an_older_revision(placed: Placed) -> None:
    """Approvals has the task of a revision that is no more: it is closed, and the new one opened."""
    world = await placed("disqualification", "HOST_CONFIRMED")
    await world.case.at("statement")
    await world.case.handle.terminate()
    world.heard.append(events.news(world.case, await world.case.does("STATEMENT", revised=True)))
    await world.told_again()
    await world.case.at("county_opinion")
    assert world.case.task("statement").closed == "done"
    assert world.case.services.count(approvals.MARK_OVERTAKEN) == 0
