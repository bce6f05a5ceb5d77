"""Server-sent events, and the small parts of the frame that fetch themselves anew."""

import asyncio
from contextlib import suppress
from math import inf

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from contracts.offices import Role
from services.portal.clients import ProblemError
from services.portal.live import Hub, Watcher, stream
from services.portal.visit import Visit, Visitor

router = APIRouter()

MOST_CASES = 20


async def _visible(visit: Visit, case_id: str) -> str | None:
    # Between the click and the first task only enrollment knows of a case.
    for path in (f"/approvals/cases/{case_id}", f"/enrollment/applications/{case_id}"):
        with suppress(ProblemError):
            await visit.api.get(path)
            return case_id
    return None


@router.get("/live")
async def live(visit: Visitor, request: Request, case: str = "", since: float = inf) -> Response:
    """What concerns this person and the cases on their page, from the moment its making began until it is closed."""
    asked = [case_id for case_id in case.split(",") if case_id][:MOST_CASES]
    seen = await asyncio.gather(*(_visible(visit, case_id) for case_id in asked))
    own = frozenset(str(started["case_id"]) for started in (await visit.summary())["started"])
    cases = frozenset(case_id for case_id in seen if case_id)
    watcher = Watcher(visit.offices, cases, own, f"{Role.PERSON}:{visit.session.person_id}")
    hub: Hub = request.app.state.hub
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(hub, watcher, since), media_type="text/event-stream", headers=headers)


@router.get("/live/bell")
async def bell(visit: Visitor) -> Response:
    """The bell with its count."""
    return visit.desk.render("frame/bell.html", summary=await visit.summary())


@router.get("/live/waiting")
async def waiting(visit: Visitor) -> Response:
    """How many cases wait."""
    summary = await visit.summary()
    return visit.desk.render("frame/waiting.html", waiting=summary["waiting"]["total"])
