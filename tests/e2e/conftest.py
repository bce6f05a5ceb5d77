"""The whole system, one browser for all tests, and a county for each file."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime, timedelta

import httpx2
import pytest
from playwright.async_api import Browser, Page

from chassis import clock
from services.directory.commands import ensure_administrator
from tests.e2e.browser import Seats, open_browser
from tests.servers import raised, with_tables
from tests.system import processes
from tests.system.world import PASSWORD, Person, World

Take = Callable[..., Awaitable[Page]]
Come = Callable[[datetime], None]


@pytest.fixture(scope="package")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a whole system with empty databases, apart from those of all other tests."""
    folder = tmp_path_factory.mktemp("site")
    async with raised(folder):
        await with_tables()
        async with (
            processes.running(processes.services(folder)) as services,
            processes.running(processes.workers(folder)),
        ):
            await ensure_administrator("administrator", PASSWORD)
            yield services.url


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests."""
    async with open_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def seats(site: str, browser: Browser) -> Seats:
    """Who has signed in once stays signed in."""
    return Seats(browser, site)


@pytest.fixture(scope="module")
async def world(request: pytest.FixtureRequest, site: str) -> AsyncIterator[World]:
    """People, a studio and an open round in the file's own COUNTY, so that no other file's cases are in its inboxes."""
    async with httpx2.AsyncClient(base_url=site, timeout=60) as client:
        world = World(client, Person("管理员", "administrator"), request.module.COUNTY)
        await world.sign_in(world.administrator)
        await world.load(request.module.TRAINEES)
        yield world


@pytest.fixture
async def take(seats: Seats) -> AsyncIterator[Take]:
    """`await take(person)` seats somebody at a browser of their own; no page may have misbehaved in the end."""
    seats.faults.clear()
    yield seats.take
    await seats.leave()
    assert seats.faults == []


@pytest.fixture(scope="module")
def fresh(world: World) -> Iterator[Person]:
    """Trainees who have not applied yet."""
    return iter(world.trainees)


@pytest.fixture
def trainee(fresh: Iterator[Person]) -> Person:
    """One who has not applied yet."""
    return next(fresh)


@pytest.fixture
def come(site: str) -> Iterator[Come]:
    """`come(moment)` moves business time on to it, for the whole site; afterwards it is as before."""
    moved = list[timedelta]()

    def move(moment: datetime) -> None:
        moved.append(max(moment - clock.business(), timedelta()))
        clock.move(moved[-1])

    yield move
    clock.move(-sum(moved, timedelta()))
