"""Which rows a person may see, as a condition of the query itself."""

from uuid import UUID

from sqlalchemy import ColumnElement, any_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import clock
from chassis.web.auth import Actor
from services.enrollment.domain.life import OPEN_TO_ALL
from services.enrollment.domain.sight import Sight, sight
from services.enrollment.models import Application, KnownAssignment, KnownProxy, Studio


def visible_to(seen_by: Sight) -> ColumnElement[bool]:
    """The condition that an application lies before one of the person's offices, or is their own."""
    if seen_by.reads.everywhere:
        return true()
    conditions: list[ColumnElement[bool]] = [Application.applicant_id == seen_by.person_id]
    if seen_by.reads.counties:
        conditions.append(Application.county.in_(seen_by.reads.counties))
    if seen_by.reads.schools:
        conditions.append(Application.school_id.in_(seen_by.reads.schools))
    return or_(*conditions)


def studio_visible_to(seen_by: Sight) -> ColumnElement[bool]:
    """The condition that a studio is open to all, or that its life concerns the person: the same as `may.sees_life`."""
    if seen_by.reads.everywhere:
        return true()
    own = (Studio.host_id == seen_by.person_id, Studio.nominated_by == seen_by.person_id)
    conditions: list[ColumnElement[bool]] = [Studio.state.in_(OPEN_TO_ALL), *own]
    if seen_by.reads.counties:
        conditions.append(Studio.county.in_(seen_by.reads.counties))
    if seen_by.keeps:
        conditions.append(Studio.host_school_id.in_(seen_by.keeps))
    if seen_by.reads.schools:
        schools = (Studio.host_school_id, Studio.base_school_id, Studio.proposed_school_id)
        conditions += [school.in_(seen_by.reads.schools) for school in schools]
    return or_(*conditions)


async def sight_of(connection: AsyncConnection, actor: Actor) -> Sight:
    """What the caller may see: by the own offices, and by those of the people they act for at this moment."""
    return sight(actor.person_id, actor.offices | await _offices_by_proxy(connection, actor.person_id))


async def _offices_by_proxy(connection: AsyncConnection, deputy_id: UUID) -> set[str]:
    now = clock.business()
    held = (
        select(KnownAssignment.office)
        .join(KnownProxy, KnownProxy.principal_id == KnownAssignment.person_id)
        .where(
            KnownProxy.deputy_id == deputy_id,
            KnownProxy.valid_from <= now,
            KnownProxy.valid_until > now,
            KnownAssignment.office == any_(KnownProxy.offices),
            KnownAssignment.valid_from <= now,
            or_(KnownAssignment.valid_until.is_(None), KnownAssignment.valid_until > now),
        )
    )
    return set(await connection.scalars(held))
