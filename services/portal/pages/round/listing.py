"""Recruiting rounds as pages show them."""

from typing import cast

from chassis import clock
from services.portal.frame import formats
from services.portal.frame.asked.rounds import ROUNDS, RoundRow
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
