"""What the caller may see, proxies included, and as a condition of a query."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from casework.holding import holds_of
from chassis import clock
from chassis.web.auth import Actor
from contracts.authority import Reach
from services.enrollment.domain.sight import Sight, sight


async def sight_of(connection: AsyncConnection, actor: Actor) -> Sight:
    """What the caller may see: by the offices they hold at this moment, and by those of the people they act for."""
    holds = await holds_of(connection, actor.person_id, clock.business())
    return sight(actor.person_id, frozenset(hold.office_key for hold in holds))


def lies_within(
    reads: Reach,
    *own: ColumnElement[bool],
    county: InstrumentedAttribute[Any],
    schools: Iterable[InstrumentedAttribute[Any]] = (),
) -> ColumnElement[bool]:
    """The condition that a row is one's own, or of a county or school within reach."""
    if reads.everywhere:
        return true()
    counties = [county.in_(reads.counties)] if reads.counties else []
    of_schools = [school.in_(reads.schools) for school in schools] if reads.schools else []
    return or_(false(), *own, *counties, *of_schools)
