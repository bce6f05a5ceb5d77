"""Recruiting rounds as pages show them."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from chassis import clock
from services.portal.frame import formats
from services.portal.frame.asked.rounds import PLACES, ROUNDS, CountyPlaces, RoundRow
from services.portal.frame.clients import ProblemError
from services.portal.frame.visit import Visit


async def all_rounds(visit: Visit) -> list[RoundRow]:
    """All rounds; one that is set up and has not begun is PLANNED."""
    found = await visit.once(ROUNDS)
    return [shown(each) for each in found["items"]]


async def open_rounds(visit: Visit) -> list[RoundRow]:
    """Those one can apply in now."""
    return [each for each in await all_rounds(visit) if each["state"] == "OPEN"]


def recruiting_in(rounds: list[RoundRow], county: str | None) -> list[RoundRow]:
    """Those in which studios of the county take part; without a county, all."""
    return [each for each in rounds if county is None or county in each["counties"]]


def shown[Found: RoundRow](found: Found) -> Found:
    """The round with the state it has for people."""
    begins_later = found["state"] == "OPEN" and formats.moment(found["opens_at"]) > clock.business()
    return cast("Found", {**found, "state": "PLANNED"}) if begins_later else found


@dataclass(frozen=True)
class PlacesLeft:
    """How many a round may still admit: into each studio that has a limit, and in a county that has a quota of its own."""

    studios: dict[str, int] = field(default_factory=dict)
    county: CountyPlaces | None = None


async def places_left(visit: Visit, round_id: str, county: str | None) -> PlacesLeft:
    """Told before somebody chooses; a page without it is better than none."""
    with suppress(ProblemError):
        places = await visit.api.get(PLACES, round_id)
        quotas = (each for each in places["counties"] if each["county"] == county and each["quota"] is not None)
        limited = [each for each in places["studios"] if (each["soft_cap"], each["quota"]) != (None, None)]
        return PlacesLeft({each["studio_id"]: each["left"] for each in limited}, next(quotas, None))
    return PlacesLeft()
