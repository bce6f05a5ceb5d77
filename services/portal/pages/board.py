"""The county board (县域看板): the five counties as they lie, and the studios of one."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients import Json
from services.portal.visit import Visitor

router = APIRouter()


@router.get("/board")
async def board(visit: Visitor, county: str = "") -> Response:
    """Which studios lack members, county by county; who looks after a single one sees its studios at once."""
    counties = (await visit.api.get("/enrollment/board"))["counties"]
    detailed = [each for each in counties if each["detail"]]
    if not county and len(detailed) == 1:
        county = detailed[0]["county"]
    studios = (await visit.api.get(f"/enrollment/board/{county}"))["items"] if county else []
    chosen = next((each for each in counties if each["county"] == county), None)
    shown: dict[str, Any] = {"counties": counties, "chosen": chosen, "studios": studios}
    return await visit.page("board/board.html", widest_county=_most(counties), widest_stage=_stages(detailed), **shown)


def _most(counted: Iterable[Json]) -> int:
    """How many studios the longest bar stands for: all bars of a kind are drawn to one scale."""
    return max((int(each["studios"]) for each in counted), default=0) or 1


def _stages(counties: Iterable[Json]) -> int:
    return _most(stage for county in counties for stage in county["detail"]["school_levels"])
