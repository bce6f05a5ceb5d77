"""Development plans: the revisions of one member, and the bytes of one of them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.models import DevelopmentPlan, KnownPerson, Membership


async def hold_own(connection: AsyncConnection, membership_id: UUID, trainee_id: UUID) -> AnyRow | None:
    """The person's own membership, to which nobody else adds a plan before this transaction ends."""
    found = (
        select(Membership.state, Membership.ended_at, Membership.transferred_to)
        .where(Membership.id == membership_id, Membership.trainee_id == trainee_id)
        .with_for_update(key_share=True)
    )
    return (await connection.execute(found)).one_or_none()


async def newest(connection: AsyncConnection, membership_id: UUID) -> AnyRow | None:
    """The latest revision."""
    found = select(*DevelopmentPlan.__table__.columns).where(DevelopmentPlan.membership_id == membership_id)
    latest = found.order_by(DevelopmentPlan.revision.desc()).limit(1)
    return (await connection.execute(latest)).one_or_none()


async def revision(connection: AsyncConnection, membership_id: UUID, number: int) -> AnyRow | None:
    """One revision."""
    found = select(*DevelopmentPlan.__table__.columns).where(
        DevelopmentPlan.membership_id == membership_id, DevelopmentPlan.revision == number
    )
    return (await connection.execute(found)).one_or_none()


async def revisions(connection: AsyncConnection, membership_id: UUID) -> list[AnyRow]:
    """All revisions, the latest first, with the name of whoever decided."""
    found = (
        select(*DevelopmentPlan.__table__.columns, KnownPerson.name.label("decided_by_name"))
        .outerjoin(KnownPerson, KnownPerson.id == DevelopmentPlan.decided_by)
        .where(DevelopmentPlan.membership_id == membership_id)
        .order_by(DevelopmentPlan.revision.desc())
    )
    return list(await connection.execute(found))
