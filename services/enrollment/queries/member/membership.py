"""Memberships as commands need them: held, counted, and where somebody may go from one."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Label, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from chassis.store.base import AnyRow
from services.enrollment.domain.member.acts import Target
from services.enrollment.models import Membership, Round, RoundStudio, Studio
from services.enrollment.queries.known import recruitment


async def chain(connection: AsyncConnection, application_id: UUID) -> list[AnyRow]:
    """The memberships that came of one application, from the admission over each transfer to the last."""
    found = (
        select(
            Membership.id,
            Membership.state,
            Membership.admitted_at,
            Membership.ended_at,
            Membership.ended_reason,
            Membership.transferred_to,
            Studio.name.label("studio_name"),
        )
        .join(Studio, Studio.id == Membership.studio_id)
        .where(Membership.application_id == application_id)
        .order_by(Membership.admitted_at, Membership.id)
    )
    return list(await connection.execute(found))


async def hold_studios(connection: AsyncConnection, studio_ids: Collection[UUID]) -> None:
    """Hold these studios, always in the same order: nobody else begins or ends a membership there before the transaction ends."""
    held = select(Studio.id).where(Studio.id.in_(studio_ids)).order_by(Studio.id).with_for_update(key_share=True)
    await connection.execute(held)


async def whose(connection: AsyncConnection, membership_id: UUID) -> AnyRow | None:
    """Person, cycle and studio of a membership; they never change."""
    found = select(Membership.trainee_id, Membership.cycle, Membership.studio_id).where(Membership.id == membership_id)
    return (await connection.execute(found)).one_or_none()


async def lost(connection: AsyncConnection, membership_id: UUID) -> AnyRow:
    """A membership as it stands, its studio's state, and whether the person is a member elsewhere in the cycle."""
    other = aliased(Membership)
    elsewhere = exists().where(
        other.trainee_id == Membership.trainee_id,
        other.cycle == Membership.cycle,
        other.state == "ACTIVE",
        other.id != Membership.id,
    )
    found = (
        select(
            Membership.state,
            Membership.trainee_id,
            Membership.studio_id,
            Studio.state.label("studio_state"),
            elsewhere.label("is_member_elsewhere"),
        )
        .join(Studio, Studio.id == Membership.studio_id)
        .where(Membership.id == membership_id)
    )
    return (await connection.execute(found)).one()


async def studio_of(connection: AsyncConnection, membership_id: UUID) -> UUID | None:
    """The studio of a membership; it never changes."""
    studio_id: UUID | None = await connection.scalar(select(Membership.studio_id).where(Membership.id == membership_id))
    return studio_id


async def membership(connection: AsyncConnection, membership_id: UUID) -> AnyRow | None:
    """A membership as it stands."""
    found = select(*Membership.__table__.columns, Studio.county).join(Studio, Studio.id == Membership.studio_id)
    return (await connection.execute(found.where(Membership.id == membership_id))).one_or_none()


async def members_of(connection: AsyncConnection, studio_id: UUID) -> int:
    """How many members a studio has now."""
    active = select(func.count()).where(Membership.studio_id == studio_id, Membership.state == "ACTIVE")
    return int(await connection.scalar(active) or 0)


async def last_completion(connection: AsyncConnection, studio_id: UUID) -> tuple[int, datetime] | None:
    """How many were completed at the latest completion of a studio, and when."""
    found = (
        select(func.count(), Membership.ended_at)
        .where(Membership.studio_id == studio_id, Membership.state == "COMPLETED")
        .group_by(Membership.ended_at)
        .order_by(Membership.ended_at.desc())
        .limit(1)
    )
    row = (await connection.execute(found)).one_or_none()
    return None if row is None or row[1] is None else (row[0], row[1])


async def target(connection: AsyncConnection, studio_id: UUID, cycle: str, now: datetime) -> Target | None:
    """A studio somebody is to be transferred to; its members do not change while it is held."""
    in_cycle = exists().where(
        RoundStudio.studio_id == Studio.id, RoundStudio.round_id == Round.id, Round.cycle == cycle
    )
    found = select(
        Studio.id, Studio.county, Studio.host_id, Studio.state, Studio.soft_cap, in_cycle.label("in_cycle"), _count()
    ).where(Studio.id == studio_id)
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    rules = await recruitment(connection, now)
    cap = row.soft_cap or (rules.soft_cap if rules else None)
    return Target(row.id, row.county, row.host_id, row.state, row.in_cycle, row.members, cap)


def _count() -> Label[int]:
    active = select(func.count()).where(Membership.studio_id == Studio.id, Membership.state == "ACTIVE")
    return active.correlate(Studio).scalar_subquery().label("members")
