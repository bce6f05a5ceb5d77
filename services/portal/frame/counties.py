"""The counties of the programme, as the directory lists them; asked for once a minute, since every filter shows them."""

import time

from services.portal.frame.asked.directory import COUNTIES, County
from services.portal.frame.visit import Visit

KEPT_SECONDS = 60.0


async def counties(visit: Visit) -> dict[str, str]:
    """Names by code, those on the list today first."""
    listed = sorted(await _all(visit), key=lambda county: (not county["listed"], county["code"]))
    return {str(county["code"]): str(county["name"]) for county in listed}


async def listed_counties(visit: Visit) -> dict[str, str]:
    """Names by code of those on the list today (Art. 2): where studios may go."""
    return {str(county["code"]): str(county["name"]) for county in await _all(visit) if county["listed"]}


async def _all(visit: Visit) -> list[County]:
    kept = visit.desk.services.kept
    if (found := kept.get("counties")) and found[0] > time.monotonic() - KEPT_SECONDS:
        return list(found[1])
    answer = await visit.api.get(COUNTIES)
    kept["counties"] = (time.monotonic(), answer["items"])
    return list(answer["items"])
