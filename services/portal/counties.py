"""The counties of the programme, as the directory lists them; asked for once a minute, since every filter shows them."""

import time

from services.portal.visit import Visit

KEPT_SECONDS = 60.0


async def counties(visit: Visit) -> dict[str, str]:
    """Names by code, those on the list today first."""
    kept = visit.desk.services.kept
    if (found := kept.get("counties")) and found[0] > time.monotonic() - KEPT_SECONDS:
        return dict(found[1])
    answer = await visit.api.get("/directory/counties")
    listed = sorted(answer["items"], key=lambda county: (not county["listed"], county["code"]))
    named = {str(county["code"]): str(county["name"]) for county in listed}
    kept["counties"] = (time.monotonic(), named)
    return named
