"""One search box: case number, person, studio, school."""

import asyncio

from fastapi.responses import Response

from services.portal.frame.asked.cases import CASES
from services.portal.frame.asked.studios import STUDIOS, StudioPage
from services.portal.frame.forms import Router
from services.portal.frame.visit import Visit, Visitor

router = Router()

SHORTEST = 2
MOST_CASES, MOST_STUDIOS = 20, 10
NO_STUDIOS: StudioPage = {"items": [], "next": None}


@router.get("/search")
async def search(visit: Visitor, q: str = "", after: str = "") -> Response:
    """What the person may see that fits; from the second page of the cases on, these alone."""
    asked = q.strip()[:60]
    if len(asked) < SHORTEST:
        return await visit.page("search/search.html", query=asked, found=None, studios=NO_STUDIOS)
    found, studios = await asyncio.gather(
        visit.api.get(CASES, q=asked, after=after, limit=MOST_CASES), _studios(visit, asked, after)
    )
    if len(found["items"]) == 1 and not studios["items"] and not after:
        return visit.go(f"/cases/{found['items'][0]['case_id']}")
    query = {"q": asked, "after": after}
    return await visit.page("search/search.html", query=asked, found=found, studios=studios, query_kept=query)


async def _studios(visit: Visit, asked: str, after: str) -> StudioPage:
    if after:
        return NO_STUDIOS
    return await visit.api.get(STUDIOS, q=asked, limit=MOST_STUDIOS)
