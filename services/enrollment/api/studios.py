"""Studios: imported by the city, looked at one by one, with their rosters."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis import clock
from chassis.errors import invalid_field, not_found
from chassis.web.http import Caller, Reading, Tx
from contracts.offices import CITY, Role
from services.enrollment.api.parts import (
    Because,
    County,
    Name,
    Seeing,
    Word,
    require_municipal_office,
)
from services.enrollment.commands.caps import set_cap
from services.enrollment.commands.studios import import_studios
from services.enrollment.domain.roster import seen_members
from services.enrollment.models.base import AnyRow
from services.enrollment.queries import register
from services.enrollment.queries import studios as queries

router = APIRouter(tags=["studios"])

MOST_ROWS = 500
MOST_MEMBERS = 1000

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
    soft_cap: int | None = Field(default=None, ge=1, le=MOST_MEMBERS)


class StudioImport(BaseModel):
    """At most 500 rows a call, taken all or not at all."""

    studios: list[StudioRow] = Field(max_length=MOST_ROWS)


class Imported(BaseModel):
    """How many rows were new or differed."""

    changed: int
    unchanged: int


class Cap(BaseModel):
    """How many members a studio takes, and why so many."""

    model_config = ConfigDict(extra="forbid")

    soft_cap: int = Field(ge=1, le=MOST_MEMBERS)
    reason: Because


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


@router.get("/studios/{studio_id}")
async def one_studio(studio_id: UUID, seeing: Seeing, connection: Reading) -> dict[str, Any]:
    """One studio."""
    return dict((await seen(connection, seeing, studio_id))._mapping)


@router.put("/studios/{studio_id}/cap")
async def put_cap(studio_id: UUID, wanted: Cap, caller: Caller, transaction: Tx) -> dict[str, Any]:
    """Set how many members the studio takes: a soft cap, which the municipal office may raise with a reason."""
    require_municipal_office(caller)
    await set_cap(transaction, studio_id, wanted.soft_cap, wanted.reason, caller)
    return {"studio_id": studio_id, "soft_cap": wanted.soft_cap}


@router.get("/studios/{studio_id}/roster")
async def roster(studio_id: UUID, caller: Caller, seeing: Seeing, connection: Reading) -> dict[str, Any]:
    """The members the caller may see by name, former ones too; `members` counts those of today."""
    row = await seen(connection, seeing, studio_id)
    items = seen_members(seeing, caller.offices, await register.roster(connection, studio_id))
    may = ["complete"] if row.members and caller.holds(Role.MUNICIPAL_OFFICE, CITY) else []
    return {"studio": dict(row._mapping), "members": row.members, "items": items, "may": may}


async def seen(connection: Reading, seeing: Seeing, studio_id: UUID) -> AnyRow:
    """The studio with its numbers. Raises NotFoundError where there is none for this person."""
    row = await queries.studio(connection, seeing, studio_id, clock.business())
    if row is None:
        raise not_found("没有这个工作室。", "There is no such studio.")
    return row
