"""For those who look after a county or the city: how long things lie, places and members, rounds."""

import asyncio
from typing import Any

from contracts.authority import Right, may, may_anywhere, reach
from services.portal.frame import navigation
from services.portal.frame.asked.members import ALERTS, Alert
from services.portal.frame.asked.rounds import PLACES, CountyPlaces
from services.portal.frame.asked.standing import STANDING
from services.portal.frame.asked.studios import STUDIOS, StudioRow
from services.portal.frame.visit import Visit
from services.portal.pages.home.part import Part, Presses
from services.portal.pages.round.listing import open_rounds
from services.portal.pages.studio.words import TAKES_MEMBERS

FEWEST = 8


async def standing(visit: Visit) -> Part | None:
    """How long things lie at which stage and office, for those who decide none of them."""
    within = reach(Right.SEE_CASES, visit.offices)
    if not (within.everywhere or within.counties) or navigation.decides(visit.offices):
        return None
    found = await visit.api.get(STANDING)
    late = any(stage["overdue"] for stage in found["stages"])
    longest = max((stage["longest"] for stage in found["stages"]), default=0)
    return Part("home/standing.html", Presses.SOON if late else Presses.TO_READ, {**found, "longest": longest or 1})


async def seats(visit: Visit) -> Part | None:
    """The chart that matters to the city: of the round that closes first, each county's admitted against its places."""
    if not may(Right.SEE_TOTALS, visit.offices):
        return None
    rounds = sorted(await open_rounds(visit), key=lambda each: str(each["closes_at"]))
    if not rounds:
        return None
    counties = (await visit.api.get(PLACES, rounds[0]["id"]))["counties"]
    shown: dict[str, Any] = {
        "round": rounds[0],
        "counties": [{**each, "seats": each["admitted"] + each["left"]} for each in counties],
        "most": max(map(_seats, counties), default=0) or 1,
    }
    return Part("home/seats.html", Presses.TO_READ, shown, beside=True)


def _seats(county: CountyPlaces) -> int:
    return county["admitted"] + county["left"]


async def members(visit: Visit) -> Part | None:
    """The studios with fewer members than they need, and for a county those that have fewest (Art. 4.1)."""
    alerts, fewest = await asyncio.gather(_alerts(visit), _fewest(visit))
    if not (alerts or fewest):
        return None
    presses = Presses.SOON if alerts else Presses.TO_READ
    return Part("home/short_studios.html", presses, {"alerts": alerts, "short_studios": fewest}, beside=True)


async def _alerts(visit: Visit) -> list[Alert]:
    if not may_anywhere(Right.SEE_CASES, visit.offices) or not navigation.oversees(visit.offices):
        return []
    return list((await visit.api.get(ALERTS))["items"])


async def _fewest(visit: Visit) -> list[StudioRow]:
    counties = sorted(reach(Right.TRANSFER_MEMBER, visit.offices).counties)
    asked = {"state": TAKES_MEMBERS, "limit": 200}
    pages = await asyncio.gather(*(visit.api.get(STUDIOS, county=code, **asked) for code in counties))
    studios = [studio for page in pages for studio in page["items"]]
    return sorted(studios, key=lambda studio: (studio["members"] - (studio["minimum"] or 0), studio["name"]))[:FEWEST]


async def rounds(visit: Visit) -> Part | None:
    """The open rounds, for whoever looks after them or recommends in them."""
    recommends = may_anywhere(Right.RECOMMEND_TEACHERS, visit.offices)
    oversees = navigation.oversees(visit.offices)
    if not (recommends or oversees):
        return None
    shown = {"rounds": await open_rounds(visit), "oversees": oversees, "recommends": recommends}
    return Part("home/rounds.html", Presses.TO_READ, shown, beside=True)
