"""A whole recruiting, driven through the API by the people themselves: 2,400 applications, and what came of them counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songjiao.demo.checks import ENDED, outcome
from songjiao.demo.journey import Application, Desks, Journey, travel_all
from songjiao.demo.loader import Loader
from songjiao.demo.plan import PROPORTIONS, plan
from songjiao.demo.programme import Programme
from songjiao.loading.client import People, people, until
from songjiao.loading.progress import Report

AT_ONCE = 16
RETURNS = "RETURNS"


@dataclass(frozen=True)
class Tally:
    """What was planned and what came of it: applications by how they ended, and returns."""

    planned: Counter[str]
    counted: Counter[str]

    @property
    def is_exact(self) -> bool:
        """Whether every figure is the planned one."""
        return self.planned == self.counted


async def simulate(services_url: str, programme: Programme, now: datetime, report: Report) -> Tally:
    """Drive every application to its end, close the round and count; goes on where an interrupted run stopped.

    The programme must have been loaded. Raises NotDoneError.
    """
    async with people(services_url, programme.accounts.password, AT_ONCE) as everybody:
        loader = Loader(programme, everybody, now, report)
        simulation = Simulation(programme, everybody, loader)
        await loader.open_round(programme.rounds.simulated)
        await simulation.travel(report)
        await loader.close_round(programme.rounds.simulated)
        return await until(simulation.tally, "the last application of the closed round")


class Simulation:
    """The applications of the simulated round, as planned and as the municipal office sees them."""

    def __init__(self, programme: Programme, everybody: People, loader: Loader) -> None:
        self._round = programme.rounds.simulated
        self._desks = Desks(programme)
        self._people = everybody
        self._loader = loader
        self._planned = plan(programme)

    async def travel(self, report: Report) -> None:
        """Take along those that have not arrived."""
        stands = {UUID(item["id"]): item["state"] for item in await self._loader.applications(self._round)}
        left = [one for one in self._planned if stands.get(one.form.id) not in (outcome(one.steps), *ENDED)]
        arrived = len(self._planned) - len(left)
        report("applications", arrived, len(self._planned))

        def arrive(_: Application) -> None:
            nonlocal arrived
            arrived += 1
            report("applications", arrived, len(self._planned))

        journeys = (Journey(self._people, self._desks, one.form, one.steps) for one in left)
        await travel_all(journeys, AT_ONCE, arrive)

    async def tally(self) -> Tally | None:
        """The figures, once nothing is under way any more."""
        found = await self._loader.applications(self._round)
        counted = Counter(str(item["state"]) for item in found)
        if not ENDED.issuperset(counted):
            return None
        # Each return was answered by a revision, but for the last one of those that lapsed.
        counted[RETURNS] = sum(item["revision"] - 1 for item in found) + counted["LAPSED"]
        planned = Counter[str](PROPORTIONS)
        planned[RETURNS] = sum(one.returns for one in self._planned)
        return Tally(planned, counted)
