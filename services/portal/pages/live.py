"""Server-sent events, and the small parts of the frame that fetch themselves anew."""

import asyncio
from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from services.portal.clients import ProblemError
from services.portal.live import Hub, Watcher, stream
from services.portal.visit import Visit, Visitor

router = APIRouter()

MOST_CASES = 20


async def _visible(visit: Visit, case_id: str) -> str | None:
    with suppress(ProblemError):
        await visit.api.get(f"/approvals/cases/{case_id}")
        return case_id
    return None


@router.get("/live")
async def live(visit: Visitor, request: Request, case: str = "") -> Response:
    """What concerns this person and the cases on their page, as long as the page is open."""
    asked = [case_id for case_id in case.split(",") if case_id][:MOST_CASES]
    seen = await asyncio.gather(*(_visible(visit, case_id) for case_id in asked))
    watcher = Watcher(visit.offices, frozenset(case_id for case_id in seen if case_id))
    hub: Hub = request.app.state.hub
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(hub, watcher), media_type="text/event-stream", headers=headers)


@router.get("/live/bell")
async def bell(visit: Visitor) -> Response:
    """The bell with its count."""
    return visit.desk.render("frame/bell.html", summary=await visit.summary())


@router.get("/live/waiting")
async def waiting(visit: Visitor) -> Response:
    """How many cases wait."""
    summary = await visit.summary()
    return visit.desk.render("frame/waiting.html", waiting=summary["waiting"]["total"])
