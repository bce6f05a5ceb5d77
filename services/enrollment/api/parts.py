"""What the routes share: who the caller is to enrollment, and the forms that words, moments and pages take."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.web.auth import Actor
from chassis.web.http import Caller, Reading
from contracts.offices import CITY, Role
from services.enrollment.domain.problems import not_an_office
from services.enrollment.domain.sight import Sight
from services.enrollment.domain.text import SHORTEST_REASON, has_control_characters
from services.enrollment.queries.sight import sight_of

EARLIEST_YEAR = 2020
LATEST_YEAR = 2100
PAGE = 50
LONGEST_PAGE = 200
# Beyond this a list says "more than" and counts no further.
CAP = 1000


def _readable(value: str) -> str:
    if has_control_characters(value):
        raise PydanticCustomError("control_characters", "control characters")
    return value


def readable_lines(value: str) -> str:
    """Text of several lines without other control characters."""
    if has_control_characters(value, lines=True):
        raise PydanticCustomError("control_characters", "control characters")
    return value


def _sensible(value: datetime) -> datetime:
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise PydanticCustomError("moment", "a year out of range")
    return value


def _chosen(value: Any) -> Any:
    """An empty choice of a form is none."""
    return None if value == "" else value


Choice = Annotated[UUID | None, BeforeValidator(_chosen)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_readable)]
Word = Annotated[str, StringConstraints(max_length=100), AfterValidator(_readable)]
Remark = Annotated[str, StringConstraints(max_length=500), AfterValidator(readable_lines)]
# A reason that must be given.
Because = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=SHORTEST_REASON, max_length=500),
    AfterValidator(readable_lines),
]
County = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]
Cursor = Annotated[str, StringConstraints(max_length=500), Field(description="`next` of the page before.")]
Limit = Annotated[int, Field(ge=1, le=LONGEST_PAGE)]


class Page(BaseModel):
    """A page of a list; `next` is null on the last one."""

    items: list[dict[str, Any]]
    next: str | None


class CountedPage(Page):
    """A page, and how many there are, counted up to a thousand."""

    count: int
    capped: bool


async def _sight(caller: Caller, connection: Reading) -> Sight:
    return await sight_of(connection, caller)


Seeing = Annotated[Sight, Depends(_sight)]


def require_municipal_office(actor: Actor, *others: Role) -> None:
    """Raises ForbiddenError for everybody else but holders of these other offices of the city."""
    if not any(actor.holds(role, CITY) for role in (Role.MUNICIPAL_OFFICE, *others)):
        raise not_an_office()
