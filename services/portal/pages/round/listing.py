"""Recruiting rounds as pages show them."""

from chassis import clock
from services.portal.frame import formats
from services.portal.frame.clients import Json
from services.portal.frame.visit import Visit


async def all_rounds(visit: Visit) -> list[Json]:
    """All rounds; one that is set up and has not begun is PLANNED."""
    found = await visit.api.get("/enrollment/rounds")
    return [shown(each) for each in found["items"]]


async def open_rounds(visit: Visit) -> list[Json]:
    """Those one can apply in now."""
    return [each for each in await all_rounds(visit) if each["state"] == "OPEN"]


def shown(found: Json) -> Json:
    """The round with the state it has for people."""
    begins_later = found["state"] == "OPEN" and formats.moment(found["opens_at"]) > clock.business()
    return found | {"state": "PLANNED"} if begins_later else found
