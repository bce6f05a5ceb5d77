"""What the routes share: who the caller is to enrollment, and the forms that words, moments and pages take."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Depends
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.formats import NewFile
from chassis.store.base import AnyRow
from chassis.store.pages import Page
from chassis.web.fields import Line, Lines
from chassis.web.files import FileView
from chassis.web.http import Caller, Reading
from services.enrollment.domain.sight import Sight
from services.enrollment.domain.text import SHORTEST_REASON
from services.enrollment.queries.sight import sight_of

EARLIEST_YEAR = 2020
LATEST_YEAR = 2100
PAGE = 50
# Beyond this a list says "more than" and counts no further.
CAP = 1000


def _sensible(value: datetime) -> datetime:
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise PydanticCustomError("moment", "a year out of range")
    return value


def _chosen(value: Any) -> Any:
    """An empty choice of a form is none."""
    return None if value == "" else value


Choice = Annotated[UUID | None, BeforeValidator(_chosen)]
Name = Annotated[Line, Field(min_length=1, max_length=200)]
Word = Annotated[Line, Field(max_length=100)]
Remark = Annotated[Lines, Field(max_length=500)]
# A reason that must be given.
Because = Annotated[Lines, Field(min_length=SHORTEST_REASON, max_length=500)]
County = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]


class View(BaseModel):
    """What a route tells. Nothing is told that no view names, and nothing it names is left out."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def of(cls, row: AnyRow) -> Self:
        """A row of the database as it is told."""
        return cls(**row._mapping)


class Items[Item](View):
    """A list that is told as a whole; `next` is there for whoever reads it as a page."""

    items: list[Item]
    next: None = None


class CountedPage[Item](Page[Item]):
    """A page, and how many there are, counted up to a thousand."""

    count: int
    capped: bool

    @classmethod
    def counted(cls, page: Page[Item], count: int) -> Self:
        """A page with what was counted, one beyond the cap at most."""
        return cls(items=page.items, next=page.next, count=min(count, CAP), capped=count > CAP)


def taken(file_id: UUID, file: NewFile) -> FileView:
    """A file as it was taken in."""
    return FileView(file_id=file_id, name=file.name, size=file.size, media_type=file.media_type, sha256=file.sha256)


async def _sight(caller: Caller, connection: Reading) -> Sight:
    return await sight_of(connection, caller)


Seeing = Annotated[Sight, Depends(_sight)]
