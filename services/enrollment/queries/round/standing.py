"""Rounds, and how the applications of each stand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.enrollment.domain.round.standing import NamedStudio, RoundFacts
from services.enrollment.domain.sight import Sight
from services.enrollment.models import Application, KnownCounty, Round, RoundStudio, Studio
from services.enrollment.queries.application.visible import visible_to


@dataclass(frozen=True)
class RoundRow:
    """A round as it is kept, with the number of its studios and the counties they are in."""

    id: UUID
    name: str
    cycle: str
    state: str
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    studios: int
    counties: list[str]


_STUDIOS_OF_ROUND = (
    select(func.count()).where(RoundStudio.round_id == Round.id).correlate(Round).scalar_subquery().label("studios")
)
_COUNTIES_OF_ROUND = (
    select(func.coalesce(func.array_agg(Studio.county.distinct()), literal([], ARRAY(Text))))
    .join(RoundStudio, RoundStudio.studio_id == Studio.id)
    .where(RoundStudio.round_id == Round.id)
    .correlate(Round)
    .scalar_subquery()
    .label("counties")
)
_ROUND = select(
    Round.id,
    Round.name,
    Round.cycle,
    Round.state,
    Round.opens_at,
    Round.closes_at,
    Round.closed_at,
    _STUDIOS_OF_ROUND,
    _COUNTIES_OF_ROUND,
)


async def round_row(connection: AsyncConnection, round_id: UUID) -> RoundRow | None:
    """One round."""
    row = (await connection.execute(_ROUND.where(Round.id == round_id))).one_or_none()
    return None if row is None else RoundRow(*row)


async def rounds(connection: AsyncConnection) -> list[RoundRow]:
    """All rounds, the latest first; a cycle has a handful."""
    found = await connection.execute(_ROUND.order_by(Round.opens_at.desc(), Round.id))
    return [RoundRow(*row) for row in found]


async def kept_studios(connection: AsyncConnection, row: Mapping[str, Any]) -> set[UUID] | None:
    """The studios of a round that stands exactly as this row; None where it does not."""
    equal = [getattr(Round, name) == value for name, value in row.items()]
    if not await connection.scalar(select(exists().where(*equal))):
        return None
    return set(await connection.scalars(select(RoundStudio.studio_id).where(RoundStudio.round_id == row["id"])))


async def studios_named(
    connection: AsyncConnection, studio_ids: Collection[UUID], counties: Collection[str]
) -> list[NamedStudio]:
    """Those of these studios that exist, with all studios of these counties, whatever their state."""
    named = or_(Studio.id.in_(studio_ids), Studio.county.in_(counties))
    found = select(Studio.id, Studio.name, Studio.county, Studio.state).where(named).order_by(Studio.name, Studio.id)
    return [NamedStudio(**row._mapping) for row in await connection.execute(found)]


async def overview(connection: AsyncConnection, round_id: UUID, seen_by: Sight) -> list[dict[str, Any]]:
    """How many applications stand in which state, per county and studio, of those the person may see."""
    per_state = (
        select(Application.county, Application.studio_id, Application.state, func.count().label("count"))
        .where(Application.round_id == round_id, Application.revision > 0, visible_to(seen_by))
        .group_by(Application.county, Application.studio_id, Application.state)
        .subquery()
    )
    named = (
        select(per_state, KnownCounty.name.label("county_name"), Studio.name.label("studio_name"))
        .join(Studio, Studio.id == per_state.c.studio_id)
        .outerjoin(KnownCounty, KnownCounty.code == per_state.c.county)
        .order_by(per_state.c.county, Studio.name, Studio.id)
    )
    return [dict(row) for row in (await connection.execute(named)).mappings()]


async def shared_round(connection: AsyncConnection, round_id: UUID) -> RoundFacts | None:
    """The round, which cannot close before the transaction ends."""
    columns = (Round.id, Round.cycle, Round.opens_at, Round.closes_at, Round.closed_at)
    row = (await connection.execute(select(*columns).where(Round.id == round_id).with_for_update(read=True))).first()
    return None if row is None else RoundFacts(*row)
