"""Studios as the city loads them."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from casework.gate import permitted
from chassis.errors import invalid_field
from chassis.web.http import Caller, Tx
from contracts.authority import Right
from services.enrollment.api.parts import County, Name, Word
from services.enrollment.commands.studio.register import import_studios

router = APIRouter(tags=["studios"])


MOST_ROWS = 500
MOST_MEMBERS = 1000

SchoolLevel = Literal["学前", "小学", "初中", "高中", "职教", "特教"]
Track = Literal["教师", "班主任", "校长"]


class StudioRow(BaseModel):
    """A studio as the city lists it."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    name: Name
    county: County
    school_level: SchoolLevel
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


@router.put("/studios/import")
async def import_(wanted: StudioImport, caller: Caller, transaction: Tx) -> Imported:
    """Load studios, again and again if need be: the same rows change nothing."""
    await permitted(transaction, caller, Right.IMPORT_STUDIOS)
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
