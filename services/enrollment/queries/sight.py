"""What the caller may see, proxies included, and as a condition of a query."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from casework.models import KnownAssignment, KnownProxy
from chassis import clock
from chassis.web.auth import Actor
from contracts.authority import Reach
from services.enrollment.domain.sight import Sight, sight


async def sight_of(connection: AsyncConnection, actor: Actor) -> Sight:
    """What the caller may see: by the own offices, and by those of the people they act for at this moment."""
    return sight(actor.person_id, actor.offices | await _offices_by_proxy(connection, actor.person_id))


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


async def _offices_by_proxy(connection: AsyncConnection, deputy_id: UUID) -> set[str]:
    now = clock.business()
    held = (
        select(KnownAssignment.office_key)
        .join(KnownProxy, KnownProxy.principal_id == KnownAssignment.person_id)
        .where(
            KnownProxy.deputy_id == deputy_id,
            KnownProxy.valid_from <= now,
            KnownProxy.valid_until > now,
            KnownAssignment.office_key == any_(KnownProxy.office_keys),
            KnownAssignment.valid_from <= now,
            or_(KnownAssignment.valid_until.is_(None), KnownAssignment.valid_until > now),
        )
    )
    return set(await connection.scalars(held))
