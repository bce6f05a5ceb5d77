"""Studios: imported by the city, chosen from by teachers, with their rosters."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis import clock
from chassis.errors import invalid_field, not_found
from chassis.http import Caller, Reading, Tx
from contracts.offices import Role
from contracts.rules import Recruitment
from services.enrollment.api.parts import (
    PAGE,
    County,
    Cursor,
    Limit,
    Name,
    Page,
    Seeing,
    Word,
    require_municipal_office,
)
from services.enrollment.commands.studios import import_studios
from services.enrollment.domain.roster import seen_members
from services.enrollment.models.base import AnyRow
from services.enrollment.queries import studios as queries

router = APIRouter(tags=["studios"])

MOST_ROWS = 500

SchoolStage = Literal["学前", "小学", "初中", "高中", "职教", "特教"]
Track = Literal["教师", "班主任", "校长"]


class StudioRow(BaseModel):
    """A studio as the city lists it."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    name: Name
    county: County
    stage: SchoolStage
    track: Track
    subject: Word
    host_id: UUID
    host_name: Name
    host_school_name: Name
    host_titles: list[Name] = Field(default_factory=list, max_length=20)
    base_school_id: UUID | None = None
    base_school_name: Word = ""
    soft_cap: int | None = Field(default=None, ge=1, le=1000)


class StudioImport(BaseModel):
    """At most 500 rows a call, taken all or not at all."""

    studios: list[StudioRow] = Field(max_length=MOST_ROWS)


class Imported(BaseModel):
    """How many rows were new or differed."""

    changed: int
    unchanged: int


class StudioQuery(BaseModel):
    """What the list is narrowed to."""

    county: County | None = None
    stage: SchoolStage | None = None
    track: Track | None = None
    subject: Word | None = None
    round_id: UUID | None = None
    q: Word | None = None
    after: Cursor | None = None
    limit: Limit = PAGE


@router.put("/studios/import")
async def import_(wanted: StudioImport, caller: Caller, transaction: Tx) -> Imported:
    """Load studios, again and again if need be: the same rows change nothing."""
    require_municipal_office(caller, Role.ADMINISTRATOR)
    ids = [row.id for row in wanted.studios]
    for number, studio_id in enumerate(ids):
        if studio_id in ids[:number]:
            raise invalid_field(
                f"studios.{number}.id",
                "repeated",
                "这个编号在同一批里重复出现。",
                "This id occurs twice in the same call.",
            )
    changed = await import_studios(transaction, [row.model_dump() for row in wanted.studios])
    return Imported(changed=changed, unchanged=len(ids) - changed)


@router.get("/studios")
async def list_studios(
    _: Caller,
    connection: Reading,
    wanted: Annotated[StudioQuery, Query()],
) -> Page:
    """Studios by county and name, with members, minimum and applications under way."""
    narrowed = queries.StudioFilter(**wanted.model_dump(exclude={"after", "limit"}))
    rows, following = await queries.studios(connection, narrowed, wanted.after, wanted.limit)
    rules = await queries.recruitment(connection, clock.business())
    return Page(items=[_shown(row, rules) for row in rows], next=following)


@router.get("/studios/{studio_id}")
async def one_studio(studio_id: UUID, _: Caller, connection: Reading) -> dict[str, Any]:
    """One studio."""
    row = await queries.studio(connection, studio_id)
    if row is None:
        raise not_found("没有这个工作室。", "There is no such studio.")
    return _shown(row, await queries.recruitment(connection, clock.business()))


@router.get("/studios/{studio_id}/roster")
async def roster(studio_id: UUID, seeing: Seeing, connection: Reading) -> dict[str, Any]:
    """The members the caller may see by name; `members` counts them all."""
    row = await queries.studio(connection, studio_id)
    if row is None:
        raise not_found("没有这个工作室。", "There is no such studio.")
    items = seen_members(seeing, row.host_id, row.county, await queries.roster(connection, studio_id))
    rules = await queries.recruitment(connection, clock.business())
    return {"studio": _shown(row, rules), "members": row.members, "items": items}


def _shown(row: AnyRow, rules: Recruitment | None) -> dict[str, Any]:
    shown = dict(row._mapping)
    del shown["version"]
    shown["soft_cap"] = row.soft_cap or (rules.soft_cap if rules else None)
    return shown | {"minimum": rules.minimum_members if rules else None}
