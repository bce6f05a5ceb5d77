"""Lists of studios: what to choose from, what to look after; counted by kind, and the counties at a glance."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from chassis import clock
from chassis.errors import not_found
from chassis.store.pages import Page
from chassis.web.fields import After, Limit, SearchText
from chassis.web.http import Reading
from services.enrollment.api.parts import PAGE, County, Seeing, Word
from services.enrollment.api.studio.register import SchoolLevel, Track
from services.enrollment.api.studio.views import StudioShown
from services.enrollment.domain.studio import problems
from services.enrollment.domain.studio.board import CountyBoard, board, in_detail
from services.enrollment.domain.words import StudioState
from services.enrollment.queries.known import listed_county
from services.enrollment.queries.studio import board as board_queries
from services.enrollment.queries.studio import seen as queries
from services.enrollment.queries.studio.counts import studio_counts

router = APIRouter(tags=["studios"])

MOST_CELLS = 200


class StudioQuery(BaseModel):
    """What studios are narrowed to."""

    county: County | None = None
    school_level: SchoolLevel | None = None
    track: Track | None = None
    subject: Word | None = None
    state: list[StudioState] = Field(default_factory=list, max_length=20, description="Any of these.")
    short: bool | None = Field(default=None, description="Of those that are to have members: fewer than the least.")
    round_id: UUID | None = None
    q: SearchText = None

    def narrowed(self) -> queries.StudioFilter:
        """As the queries know it."""
        asked = self.model_dump(include=set(StudioQuery.model_fields))
        return queries.StudioFilter(**asked | {"state": tuple(self.state)})


class ListQuery(StudioQuery):
    """The same, page by page."""

    after: After = None
    limit: Limit = PAGE


class Counted(BaseModel):
    """How many studios have this value; `name` where it is a code."""

    value: str
    name: str | None
    count: int


class StudioCounts(BaseModel):
    """`count` is what the list holds; everything else is counted with the choices in all other filters."""

    count: int
    short: int
    minimum: int | None
    county: list[Counted]
    school_level: list[Counted]
    track: list[Counted]
    subject: list[Counted]
    state: list[Counted]


class Board(BaseModel):
    """The counties on the list now."""

    counties: list[CountyBoard]


class CountyStudios(BaseModel):
    """The studios of a county that are to have members, those that lack most first: so many at most."""

    county: str
    name: str
    items: list[StudioShown]


@router.get("/studios")
async def list_studios(seeing: Seeing, connection: Reading, wanted: Annotated[ListQuery, Query()]) -> Page[StudioShown]:
    """Studios by county and name, with members, minimum and applications under way."""
    now = clock.business()
    return await queries.studios(connection, seeing, wanted.narrowed(), now, StudioShown.of, wanted.after, wanted.limit)


@router.get("/studios/counts")
async def counts(seeing: Seeing, connection: Reading, wanted: Annotated[StudioQuery, Query()]) -> StudioCounts:
    """How many the list holds, and how many of each kind."""
    found = await studio_counts(connection, seeing, wanted.narrowed(), clock.business())
    facets = {
        name: [Counted(**asdict(each)) for each in found.facets[name]] for name in found.facets if name != "short"
    }
    short = sum(each.count for each in found.facets["short"] if each.value)
    return StudioCounts(count=found.count, short=short, minimum=found.minimum, **facets)


@router.get("/board")
async def county_board(seeing: Seeing, connection: Reading) -> Board:
    """Each listed county (Art. 2): the own one in detail, the others in total."""
    if not seeing.oversees:
        raise problems.not_overseeing()
    counted = await board_queries.counties(connection, seeing, clock.business())
    return Board(counties=board(seeing, counted))


@router.get("/board/{county}")
async def county_studios(county: Annotated[County, Path()], seeing: Seeing, connection: Reading) -> CountyStudios:
    """The studios of one county, for those who look after it."""
    now = clock.business()
    name = await listed_county(connection, county, now) if in_detail(seeing, county) else None
    if name is None:
        raise not_found("没有这个县，或您无权查看。", "There is no such county, or it is not yours to see.")
    rows = await board_queries.studios_of(connection, seeing, county, now, MOST_CELLS)
    return CountyStudios(county=county, name=name, items=[StudioShown.of(row) for row in rows])
