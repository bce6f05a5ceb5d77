"""Server-sent events, and the small parts of the frame that fetch themselves anew."""

import asyncio
from contextlib import suppress
from math import inf
from typing import Any

from fastapi.responses import Response, StreamingResponse

from chassis import clock
from contracts.offices import Role
from services.portal.frame.asked.applications import APPLICATION
from services.portal.frame.asked.cases import CASE
from services.portal.frame.asked.tasks import OFFICES
from services.portal.frame.calls import Call
from services.portal.frame.clients import ProblemError, ServicesAwayError
from services.portal.frame.forms import Router
from services.portal.frame.live import stream
from services.portal.frame.visit import Listener, Visit
from services.portal.frame.watching import Rights, Watcher

router = Router()

MOST_CASES = 20
EVENTS = "text/event-stream"
HEADERS = {"X-Accel-Buffering": "no"}


async def _visible(visit: Visit, case_id: str) -> str | None:
    # Between the click and the first task only enrollment knows of a case.
    calls: tuple[Call[Any], ...] = (CASE, APPLICATION)
    for call in calls:
        with suppress(ProblemError):
            await visit.api.get(call, case_id)
            return case_id
    return None


async def _rights(visit: Visit) -> Rights:
    asked_at = clock.machine().timestamp()
    return Rights.of(await visit.api.get(OFFICES), asked_at)


async def _seen(visit: Visit, cases: str) -> frozenset[str]:
    asked = [case_id for case_id in cases.split(",") if case_id][:MOST_CASES]
    seen = await asyncio.gather(*(_visible(visit, case_id) for case_id in asked))
    return frozenset(case_id for case_id in seen if case_id)


@router.get("/live")
async def live(visit: Listener, case: str = "", since: float = inf) -> Response:
    """What concerns this person and the cases on their page, from the moment its making began until it is closed.

    Offices, proxies and what may be seen are looked at anew each time the browser connects.
    """
    try:
        rights, cases = await asyncio.gather(_rights(visit), _seen(visit, case))
    except (ProblemError, ServicesAwayError):
        # An error would end the listening for good; the browser asks again.
        return Response("retry: 5000\n\n", headers=HEADERS, media_type=EVENTS)
    hub = visit.desk.hub
    person = f"{Role.PERSON}:{visit.session.person_id}"
    if not hub.has_room(person):
        return Response("retry: 60000\n\n", headers=HEADERS, media_type=EVENTS)
    own = frozenset(str(started["case_id"]) for started in (await visit.summary())["started"])
    watcher = Watcher(rights, cases, own, person, visit.session.id)
    return StreamingResponse(stream(hub, watcher, since), media_type=EVENTS, headers=HEADERS)


@router.get("/live/bell")
async def bell(visit: Listener) -> Response:
    """The bell with its count."""
    return visit.desk.render("frame/bell.html", summary=await visit.summary())


@router.get("/live/waiting")
async def waiting(visit: Listener) -> Response:
    """How many cases wait."""
    summary = await visit.summary()
    return visit.desk.render("frame/waiting.html", waiting=summary["waiting"]["total"])
