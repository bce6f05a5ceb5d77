"""One search box: case number, person, studio, school."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.visit import Visitor

router = APIRouter()

SHORTEST = 2


@router.get("/search")
async def search(visit: Visitor, q: str = "") -> Response:
    """What the person may see that fits."""
    asked = q.strip()[:60]
    if len(asked) < SHORTEST:
        return await visit.page("search/search.html", query=asked, cases=[], studios=[], too_short=bool(asked))
    cases, studios = await asyncio.gather(
        visit.api.get("/approvals/cases", q=asked, limit=20), visit.api.get("/enrollment/studios", q=asked, limit=10)
    )
    if len(cases["items"]) == 1 and not studios["items"]:
        return visit.go(f"/cases/{cases['items'][0]['case_id']}")
    return await visit.page(
        "search/search.html", query=asked, cases=cases["items"], studios=studios["items"], too_short=False
    )
