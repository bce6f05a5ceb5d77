"""Alerts of studios that have fewer members than they need (Art. 4.1)."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.domain.sight import Sight
from services.enrollment.models import KnownCounty, MemberAlert, Membership, Studio
from services.enrollment.queries.sight import lies_within


async def is_open(connection: AsyncConnection, studio_id: UUID) -> bool:
    """Whether an alert of this studio waits to be over."""
    found = select(MemberAlert.id).where(MemberAlert.studio_id == studio_id, MemberAlert.resolved_at.is_(None))
    return await connection.scalar(found) is not None


async def open_alerts(connection: AsyncConnection, seen_by: Sight) -> list[AnyRow]:
    """The open alerts of the counties this person looks after, with the members of today; the oldest first."""
    members = (
        select(func.count())
        .where(Membership.studio_id == Studio.id, Membership.state == "ACTIVE")
        .correlate(Studio)
        .scalar_subquery()
    )
    found = (
        select(
            MemberAlert.id,
            MemberAlert.studio_id,
            MemberAlert.raised_at,
            MemberAlert.minimum,
            members.label("members"),
            Studio.name.label("studio_name"),
            Studio.host_name,
            Studio.county,
            KnownCounty.name.label("county_name"),
        )
        .join(Studio, Studio.id == MemberAlert.studio_id)
        .outerjoin(KnownCounty, KnownCounty.code == Studio.county)
        .where(MemberAlert.resolved_at.is_(None), lies_within(seen_by.reads, county=Studio.county))
        .order_by(MemberAlert.raised_at, MemberAlert.id)
        .limit(200)
    )
    return list(await connection.execute(found))
