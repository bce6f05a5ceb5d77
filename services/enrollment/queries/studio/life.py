"""Studios as their lives need them: held while they change, and told as a whole."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.domain.application.states import LIVE
from services.enrollment.domain.studio.states import LIVING
from services.enrollment.models import Application, HostTerm, KnownPerson, Membership, Studio, StudioHistory
from services.enrollment.queries.window import published


async def held(connection: AsyncConnection, studio_id: UUID) -> AnyRow | None:
    """The studio, which nobody else can change before this transaction ends."""
    found = select(*Studio.__table__.columns).where(Studio.id == studio_id).with_for_update()
    return (await connection.execute(found)).one_or_none()


async def stands(connection: AsyncConnection, studio_id: UUID) -> AnyRow | None:
    """The studio as it stands."""
    return (await connection.execute(select(*Studio.__table__.columns).where(Studio.id == studio_id))).one_or_none()


async def readiness(connection: AsyncConnection, studio_id: UUID) -> tuple[int, bool]:
    """How many members it has, and whether its window is published (Arts. 4.1, 8.1)."""
    members = select(func.count()).where(Membership.studio_id == studio_id, Membership.state == "ACTIVE")
    row = (await connection.execute(select(members.scalar_subquery(), published(studio_id)))).one()
    return row[0], row[1]


async def living_studio_of(connection: AsyncConnection, host_id: UUID, besides: UUID) -> str | None:
    """The name of another studio this person hosts or is nominated for."""
    return (await living_studios_of(connection, [host_id], besides)).get(host_id)


async def living_studios_of(
    connection: AsyncConnection, host_ids: Collection[UUID], besides: UUID | None = None
) -> dict[UUID, str]:
    """The names of the studios these people host or are nominated for, by host."""
    found = select(Studio.host_id, Studio.name).where(Studio.host_id.in_(host_ids), Studio.state.in_(LIVING))
    other = found if besides is None else found.where(Studio.id != besides)
    return {row.host_id: row.name for row in await connection.execute(other)}


@dataclass(frozen=True)
class Bound:
    """The studios whose new host is their member, and those whose new host has an application to them under way."""

    members: frozenset[UUID]
    applicants: frozenset[UUID]


async def bound_to(connection: AsyncConnection, hosts: Mapping[UUID, UUID]) -> Bound:
    """Which of these people, by the studio each is to host, are bound to that very studio (Art. 3)."""
    pairs = list(hosts.items())
    members = select(Membership.studio_id).where(
        tuple_(Membership.studio_id, Membership.trainee_id).in_(pairs), Membership.state == "ACTIVE"
    )
    applicants = select(Application.studio_id).where(
        tuple_(Application.studio_id, Application.applicant_id).in_(pairs), Application.state.in_(LIVE)
    )
    member_of: frozenset[Any] = frozenset(await connection.scalars(members))
    applies_to: frozenset[Any] = frozenset(await connection.scalars(applicants))
    return Bound(member_of, applies_to)


async def peopled(connection: AsyncConnection, studio_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the studios that have members, or applications to them under way."""
    members = select(Membership.studio_id).where(Membership.studio_id.in_(studio_ids), Membership.state == "ACTIVE")
    applicants = select(Application.studio_id).where(Application.studio_id.in_(studio_ids), Application.state.in_(LIVE))
    return frozenset((await connection.scalars(members.union(applicants))).all())


async def listed(connection: AsyncConnection, studio_ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """What a list may change of studios that are there, and others rest on."""
    found = select(Studio.id, Studio.name, Studio.county, Studio.host_id).where(Studio.id.in_(studio_ids))
    return {row.id: row for row in await connection.execute(found)}


async def dispatched(connection: AsyncConnection) -> int:
    """How many hosts have been sent out (Art. 2 speaks of 150)."""
    sent = [state for state in LIVING if state not in ("NOMINATED", "QUALIFIED")]
    return int(await connection.scalar(select(func.count()).where(Studio.state.in_(sent))) or 0)


async def history(connection: AsyncConnection, studio_id: UUID) -> list[AnyRow]:
    """Everything that happened to the studio, the first thing first."""
    found = select(*StudioHistory.__table__.columns).where(StudioHistory.studio_id == studio_id)
    return list(await connection.execute(found.order_by(StudioHistory.seq)))


async def terms(connection: AsyncConnection, studio_id: UUID) -> list[AnyRow]:
    """The host terms that are over."""
    found = select(*HostTerm.__table__.columns).where(HostTerm.studio_id == studio_id)
    return list(await connection.execute(found.order_by(HostTerm.term)))


async def host_school(connection: AsyncConnection, studio: AnyRow) -> UUID | None:
    """The school that keeps the studio's money (Art. 12): the one the host works at."""
    if studio.host_school_id is not None:
        return UUID(str(studio.host_school_id))
    found: UUID | None = await connection.scalar(select(KnownPerson.school_id).where(KnownPerson.id == studio.host_id))
    return found
