"""The county board (县域看板): the five counties as they lie, and the studios of one."""

from collections.abc import Iterable
from typing import Any

from fastapi.responses import Response

from services.portal.frame.asked.studios import BOARD, COUNTY, CountyTile, LevelCounts
from services.portal.frame.clients import Json
from services.portal.frame.forms import Router
from services.portal.frame.visit import Visitor

router = Router()


@router.get("/board")
async def board(visit: Visitor, county: str = "") -> Response:
    """Which studios lack members, county by county; who looks after a single one sees its studios at once."""
    counties = (await visit.api.get(BOARD))["counties"]
    detailed = [each for each in counties if each["detail"]]
    if not county and len(detailed) == 1:
        county = detailed[0]["county"]
    studios = (await visit.api.get(COUNTY, county))["items"] if county else []
    chosen = next((each for each in counties if each["county"] == county), None)
    shown: dict[str, Any] = {"counties": counties, "chosen": chosen, "studios": studios}
    # The stages of one county alone stand below with its studios; in its tile they would only make the tiles uneven.
    levels = _levels(detailed) if len(detailed) > 1 else []
    shown |= {"levels": levels, "widest_county": _most(counties), "widest_stage": _stages(detailed)}
    return await visit.page("board/board.html", **shown)


def _levels(counties: Iterable[CountyTile]) -> list[Json]:
    """The school levels of these counties together."""
    found: dict[str, Json] = {}
    for each in (level for county in counties if county["detail"] for level in county["detail"]["school_levels"]):
        level = found.setdefault(each["school_level"], {"school_level": each["school_level"], "studios": 0, "short": 0})
        level["studios"] += each["studios"]
        level["short"] += each["short"]
    return list(found.values())


def _most(counted: Iterable[CountyTile | LevelCounts]) -> int:
    """How many studios the longest bar stands for: all bars of a kind are drawn to one scale."""
    return max((int(each["studios"]) for each in counted), default=0) or 1


def _stages(counties: Iterable[CountyTile]) -> int:
    return _most(stage for county in counties if county["detail"] for stage in county["detail"]["school_levels"])
