"""The quotas of a round, and how many have applied, were recommended and admitted against them."""

from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.domain.round.places import Quota, StudioPlaces
from services.enrollment.models import (
    Application,
    KnownCounty,
    Membership,
    Recommendation,
    Round,
    RoundQuota,
    RoundStudio,
    Studio,
)


async def held_round(connection: AsyncConnection, round_id: UUID) -> AnyRow | None:
    """The round, which neither closes nor takes a submission before this transaction ends."""
    found = select(Round.id, Round.cycle, Round.state, Round.opens_at, Round.closes_at, Round.closed_at)
    held = found.where(Round.id == round_id).with_for_update(key_share=True)
    return (await connection.execute(held)).one_or_none()


async def held(connection: AsyncConnection, round_id: UUID) -> list[Quota]:
    """The quotas, which no admission counts against before this transaction ends; held in the order admissions hold them."""
    found = select(RoundQuota.places, RoundQuota.county, RoundQuota.studio_id).where(RoundQuota.round_id == round_id)
    ordered = found.order_by(RoundQuota.county, RoundQuota.studio_id).with_for_update(key_share=True)
    return [Quota(*row) for row in await connection.execute(ordered)]


async def quotas(connection: AsyncConnection, round_id: UUID) -> list[Quota]:
    """The quotas, counties first."""
    found = select(RoundQuota.places, RoundQuota.county, RoundQuota.studio_id).where(RoundQuota.round_id == round_id)
    return [Quota(*row) for row in await connection.execute(found.order_by(RoundQuota.county, RoundQuota.studio_id))]


async def studios(connection: AsyncConnection, round_id: UUID) -> list[StudioPlaces]:
    """The studios of a round by county and name, with everything counted; one statement however many there are."""
    members = (
        select(
            Membership.studio_id,
            func.count().label("members"),
            func.count().filter(Application.round_id == round_id).label("admitted"),
        )
        .join(Application, Application.id == Membership.application_id)
        .where(Membership.state == "ACTIVE")
        .group_by(Membership.studio_id)
        .subquery("members_of")
    )
    applied = (
        select(Application.studio_id, func.count().label("applied"))
        .where(Application.round_id == round_id, Application.revision > 0)
        .group_by(Application.studio_id)
        .subquery("applied_to")
    )
    recommended = (
        select(Recommendation.studio_id, func.count().label("recommended"))
        .where(Recommendation.round_id == round_id, Recommendation.withdrawn_at.is_(None))
        .group_by(Recommendation.studio_id)
        .subquery("recommended_to")
    )
    found = (
        select(
            Studio.id,
            Studio.name,
            Studio.county,
            KnownCounty.name,
            Studio.soft_cap,
            func.coalesce(members.c.members, 0),
            func.coalesce(members.c.admitted, 0),
            func.coalesce(applied.c.applied, 0),
            func.coalesce(recommended.c.recommended, 0),
            RoundQuota.places,
        )
        .join(RoundStudio, and_(RoundStudio.studio_id == Studio.id, RoundStudio.round_id == round_id))
        .outerjoin(KnownCounty, KnownCounty.code == Studio.county)
        .outerjoin(members, members.c.studio_id == Studio.id)
        .outerjoin(applied, applied.c.studio_id == Studio.id)
        .outerjoin(recommended, recommended.c.studio_id == Studio.id)
        .outerjoin(RoundQuota, and_(RoundQuota.round_id == round_id, RoundQuota.studio_id == Studio.id))
        .order_by(Studio.county, Studio.name, Studio.id)
    )
    return [StudioPlaces(*row) for row in await connection.execute(found)]
