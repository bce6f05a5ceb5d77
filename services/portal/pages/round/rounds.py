"""Recruiting rounds, for offices: who applied where, and opening, extending and closing."""

import asyncio
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from chassis.ids import uuid7
from contracts.offices import Role
from services.portal.frame import formats
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.counties import counties
from services.portal.frame.visit import Typed, Visit, Visitor, text, texts
from services.portal.frame.words import N_
from services.portal.pages.round.listing import all_rounds
from services.portal.pages.round.listing import shown as shown_round

router = APIRouter()

EXTENDED_BY_DAYS = 7


def _may_change(visit: Visit) -> bool:
    return f"{Role.MUNICIPAL_OFFICE}:city" in visit.offices


@router.get("/rounds")
async def rounds(visit: Visitor) -> Response:
    """All rounds."""
    return await _overview(visit, None, {})


async def _overview(visit: Visit, problem: ProblemError | None, typed: Json) -> Response:
    found, names = await asyncio.gather(all_rounds(visit), counties(visit))
    status = problem.status if problem else 200
    may = _may_change(visit)
    shown: dict[str, Any] = {"rounds": found, "may_change": may, "counties": names, "new_id": str(uuid7())}
    return await visit.page("round/list.html", status, problem=problem, typed=typed, **shown)


@router.post("/rounds")
async def open_round(visit: Visitor, form: Typed) -> Response:
    """Open a round for counties."""
    typed: Json = {name: text(form, name) for name in ("name", "opens_at", "closes_at")}
    typed |= {"counties": texts(form, "county")}
    round_id = text(form, "id")
    named = {county: text(form, f"county:{county}").strip() for county in typed["counties"]}
    quotas = [{"county": county, "places": places} for county, places in named.items() if places]
    try:
        moments = {"opens_at": _moment(form, "opens_at"), "closes_at": _moment(form, "closes_at")}
        body = typed | moments | {"quotas": quotas}
        await visit.api.put(f"/enrollment/rounds/{round_id}", body)
    except ProblemError as problem:
        visit.begin_summary()
        return await _overview(visit, problem, typed | {f"county:{county}": value for county, value in named.items()})
    return visit.go(f"/rounds/{round_id}", N_("招收批次已设立。"))


def _moment(form: FormData, name: str) -> str:
    """The field in UTC; what is no date is sent as it is, and the service says so beside the field."""
    try:
        return formats.from_input(text(form, name))
    except ValueError:
        return text(form, name)


@router.get("/rounds/{round_id}")
async def show(visit: Visitor, round_id: str, county: str = "") -> Response:
    """Counts by state, county and studio."""
    return await show_round(visit, round_id, county, None)


async def show_round(
    visit: Visit, round_id: str, county: str, problem: ProblemError | None, typed: Json | None = None
) -> Response:
    """The city as a whole is told county by county, a county studio by studio."""
    found, places, names, recent = await asyncio.gather(
        visit.api.get(f"/enrollment/rounds/{round_id}"),
        visit.api.get(f"/enrollment/rounds/{round_id}/places"),
        counties(visit),
        visit.api.get("/enrollment/applications", round_id=round_id, county=county, limit=20),
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
        "typed": typed or {},
    }
    status = problem.status if problem else 200
    return await visit.page("round/show.html", status, problem=problem, may_change=_may_change(visit), **shown)


def _later(closes_at: str) -> str:
    """A week after the round was to close, as the field of a form holds it."""
    return formats.for_input(formats.moment(closes_at) + timedelta(days=EXTENDED_BY_DAYS))


@router.post("/rounds/{round_id}/extend")
async def extend(visit: Visitor, round_id: str, form: Typed) -> Response:
    """Keep a round open longer; one that has closed stays closed."""
    try:
        await visit.api.post(f"/enrollment/rounds/{round_id}/extend", {"closes_at": _moment(form, "closes_at")})
    except ProblemError as problem:
        visit.begin_summary()
        return await show_round(visit, round_id, "", problem)
    return visit.go(f"/rounds/{round_id}", N_("截止时间已延长。"))


@router.post("/rounds/{round_id}/close")
async def close(visit: Visitor, round_id: str, form: Typed) -> Response:  # noqa: ARG001
    """Close at once."""
    await visit.api.post(f"/enrollment/rounds/{round_id}/close")
    return visit.go(f"/rounds/{round_id}", N_("招收批次已关闭。"))
