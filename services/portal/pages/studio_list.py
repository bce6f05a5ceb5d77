"""The list of studios: counted by kind, narrowed by chips that are kept in the address, and saved as a spreadsheet."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from services.portal.counties import counties
from services.portal.facets import facets
from services.portal.pages.files import sheet
from services.portal.visit import Visitor

router = APIRouter()


class Filters(BaseModel):
    """What the list shows."""

    county: str = ""
    school_level: str = ""
    track: str = ""
    subject: str = ""
    state: str = ""
    short: str = ""
    q: str = ""
    after: str = ""


Filtered = Annotated[Filters, Query()]


@router.get("/studios")
async def studios(visit: Visitor, filters: Filtered) -> Response:
    """Counts first, then a page of rows."""
    asked, wanted = filters.model_dump(), filters.model_dump(exclude={"after"})
    found, counts, names = await asyncio.gather(
        visit.api.get("/enrollment/studios", limit=30, **asked),
        visit.api.get("/enrollment/studios/counts", **wanted),
        counties(visit),
    )
    kept = {key: value for key, value in asked.items() if value}
    shown: dict[str, Any] = {"found": found, "studios": found["items"], "counts": counts}
    return await visit.page(
        "studio/list.html", filters=filters, facets=facets(counts, wanted, names), query_kept=kept, **shown
    )


@router.get("/studios.xlsx")
async def studios_sheet(visit: Visitor, filters: Filtered) -> Response:
    """All pages of the list as it is narrowed."""
    return await sheet(visit, "/enrollment/studios.xlsx", **filters.model_dump(exclude={"after"}))
