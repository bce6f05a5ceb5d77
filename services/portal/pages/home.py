"""What must I do now, and what happens if I don't?"""

import asyncio
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from contracts.offices import CITY, Role
from services.portal import navigation
from services.portal.clients import Json
from services.portal.rounds import open_rounds
from services.portal.visit import Visit, Visitor

router = APIRouter()

FIRST_ROWS = 6
# Only after these may somebody apply anew (Art. 4.2).
OVER = {"SCHOOL_DECLINED", "COUNTY_REJECTED", "MUNICIPAL_REJECTED", "WITHDRAWN", "LAPSED"}


@router.get("/")
async def home(visit: Visitor) -> Response:
    """Differs by role: an office sees what waits, a teacher what was started."""
    summary, waiting, own, (rounds, progress), short = await asyncio.gather(
        visit.summary(), _waiting(visit), _own(visit), _rounds(visit), _short_studios(visit)
    )
    decides = navigation.decides(visit.offices) or summary["waiting"]["total"] > 0
    oversees = navigation.oversees(visit.offices)
    return await visit.page(
        "home/home.html",
        tasks=waiting,
        decides=decides,
        oversees=oversees,
        may_apply=not (oversees or decides) and all(each["state"] in OVER for each in own),
        own=own,
        open_rounds=rounds,
        progress=progress,
        hosted=_scopes(visit, Role.HOST),
        short_studios=short,
    )


def _scopes(visit: Visit, role: Role) -> list[str]:
    return sorted(key.partition(":")[2] for key in visit.offices if key.startswith(f"{role}:"))


async def _waiting(visit: Visit) -> list[Json]:
    acting = visit.session.acting
    page = await visit.api.get("/approvals/inbox", box="offices", limit=FIRST_ROWS, proxy=acting and acting.proxy_id)
    return list(page["items"])


async def _own(visit: Visit) -> list[Json]:
    if navigation.oversees(visit.offices):
        return []
    return list((await visit.api.get("/enrollment/applications/mine"))["items"])


async def _rounds(visit: Visit) -> tuple[list[Json], Json | None]:
    """The open rounds; for the city, how the one that closes first goes in each county."""
    rounds = sorted(await open_rounds(visit), key=lambda each: str(each["closes_at"]))
    if not rounds or not any(key.endswith(f":{CITY}") for key in visit.offices):
        return rounds, None
    return rounds, await visit.api.get(f"/enrollment/rounds/{rounds[0]['id']}")


async def _short_studios(visit: Visit) -> list[dict[str, Any]]:
    """For a county: its studios with the fewest members against the ten they need (Art. 4.1)."""
    counties = _scopes(visit, Role.COUNTY_OFFICE)
    if not counties:
        return []
    pages = await asyncio.gather(*(visit.api.get("/enrollment/studios", county=code, limit=200) for code in counties))
    studios = [studio for page in pages for studio in page["items"]]
    return sorted(studios, key=lambda studio: (studio["members"] - studio["minimum"], studio["name"]))[:8]
