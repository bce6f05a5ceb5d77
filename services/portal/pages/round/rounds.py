"""Recruiting rounds, for offices: who applied where, and opening, extending and closing."""

import asyncio
from datetime import timedelta
from typing import Any

from fastapi.responses import Response

from chassis.ids import uuid7
from contracts.authority import Right, may
from services.portal.frame import formats
from services.portal.frame.asked.applications import APPLICATIONS
from services.portal.frame.asked.rounds import CLOSE, EXTEND, OPEN, PLACES, ROUND
from services.portal.frame.clients import Json
from services.portal.frame.counties import counties
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_
from services.portal.pages.round.listing import all_rounds
from services.portal.pages.round.listing import shown as shown_round

router = Router()

EXTENDED_BY_DAYS = 7


def _may_change(visit: Visit) -> bool:
    return may(Right.OPEN_ROUND, visit.offices)


@router.get("/rounds")
async def rounds(visit: Visitor) -> Response:
    """All rounds."""
    found, names, typed = await asyncio.gather(all_rounds(visit), counties(visit), visit.typed())
    shown: dict[str, Any] = {"rounds": found, "may_change": _may_change(visit), "counties": names}
    return await visit.page("round/list.html", new_id=typed["id"] or str(uuid7()), **shown)


@router.post("/rounds")
@comes_back(rounds)
async def open_round(visit: Visitor, form: Sent) -> Response:
    """Open a round for counties."""
    chosen = form.all("county")
    named = {county: form[f"county:{county}"].strip() for county in chosen}
    body: Json = {
        "name": form["name"],
        "opens_at": form.moment("opens_at"),
        "closes_at": form.moment("closes_at"),
        "counties": chosen,
        "quotas": [{"county": county, "places": places} for county, places in named.items() if places],
    }
    round_id = form.id("id")
    await visit.api.do(OPEN, round_id, body=body)
    return visit.go(f"/rounds/{round_id}", N_("招收批次已设立。"))


@router.get("/rounds/{round_id}")
async def show(visit: Visitor, round_id: str, county: str = "") -> Response:
    """Counts by state, county and studio: the city as a whole is told county by county, a county studio by studio."""
    # What comes back stands where it was sent from; a draft waits there until somebody comes by.
    county = visit.desk.typed.get("shown", county)
    found, places, names, recent = await asyncio.gather(
        visit.api.get(ROUND, round_id),
        visit.api.get(PLACES, round_id),
        counties(visit),
        visit.api.get(APPLICATIONS, round_id=round_id, county=county, limit=20),
    )
    short = [studio for studio in places["studios"] if studio["studio_id"] in places["short"]]
    shown: dict[str, Any] = {
        "round": shown_round(found),
        "places": places,
        "studios": [studio for studio in places["studios"] if studio["county"] == county],
        "short": sorted(short, key=lambda studio: (studio["members"], studio["county"], studio["name"])),
        "later": _later(found["closes_at"]),
        "county": county,
        "counties": names,
        "recent": recent,
    }
    return await visit.page("round/show.html", may_change=_may_change(visit), **shown)


def _later(closes_at: str) -> str:
    """A week after the round was to close, as the field of a form holds it."""
    return formats.for_input(formats.moment(closes_at) + timedelta(days=EXTENDED_BY_DAYS))


@router.post("/rounds/{round_id}/extend")
@comes_back(show)
async def extend(visit: Visitor, round_id: str, form: Sent) -> Response:
    """Keep a round open longer; one that has closed stays closed."""
    await visit.api.do(EXTEND, round_id, body={"closes_at": form.moment("closes_at")})
    return visit.go(f"/rounds/{round_id}", N_("截止时间已延长。"))


@router.post("/rounds/{round_id}/close")
@comes_back(show)
async def close(visit: Visitor, round_id: str) -> Response:
    """Close at once."""
    await visit.api.do(CLOSE, round_id)
    return visit.go(f"/rounds/{round_id}", N_("招收批次已关闭。"))
