"""A whole recruiting, driven through the API by the people themselves: 2,400 applications, and what came of them counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from songjiao.demo.client import People, people
from songjiao.demo.journey import Application, Desks, Journey, travel_all
from songjiao.demo.loader import Loader, Report
from songjiao.demo.plan import PROPORTIONS, Planned, plan
from songjiao.demo.programme import Programme

AT_ONCE = 32
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
    round_ = programme.rounds.simulated
    intended = plan(programme)
    async with people(services_url, programme.accounts.password, AT_ONCE) as everybody:
        loader = Loader(programme, everybody, now, report)
        await loader.open_round(round_)
        desks, returns, arrived = Desks(programme), 0, 0

        def arrive(application: Application) -> None:
            nonlocal returns, arrived
            returns += returns_of(application)
            arrived += 1
            report("applications", arrived, len(intended))

        journeys = (Journey(everybody, desks, one.form, one.steps) for one in intended)
        await travel_all(journeys, AT_ONCE, arrive)
        await loader.close_round(round_)
        await _all_lapsed(everybody, desks, intended)
        counted = await loader.count(round_)
    planned = Counter[str](PROPORTIONS) + Counter({RETURNS: sum(one.returns for one in intended)})
    return Tally(planned, counted + Counter({RETURNS: returns}))


def returns_of(application: Application) -> int:
    """How often an application was returned: each return was answered, but for the last of one that stands or ended so."""
    unanswered = application["state"] in ("RETURNED", "LAPSED")
    return len(application["revisions"]) - 1 + int(unanswered)


async def _all_lapsed(everybody: People, desks: Desks, intended: list[Planned]) -> None:
    for one in intended:
        if one.ends == "LAPSED":
            await Journey(everybody, desks, one.form, one.steps).reach("LAPSED")
