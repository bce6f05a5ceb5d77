"""Recommendations as schools, teachers and reviewers see them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from chassis.store.pages import Order, Page, read
from contracts.authority import Reach
from services.enrollment.models import Application, KnownPerson, KnownSchool, Recommendation, Round, Studio
from services.enrollment.queries.sight import lies_within


def _shown() -> Select[*tuple[Any, ...]]:
    """With what has become of each: the teacher's newest submitted application in that round."""
    newest = (
        select(Application.id, Application.state, Application.state_since)
        .where(
            Application.applicant_id == Recommendation.teacher_id,
            Application.round_id == Recommendation.round_id,
            Application.revision > 0,
        )
        .order_by(Application.submitted_at.desc())
        .limit(1)
        .lateral("newest")
    )
    return (
        select(
            Recommendation.id,
            Recommendation.round_id,
            Recommendation.studio_id,
            Recommendation.teacher_id,
            Recommendation.school_id,
            Recommendation.reason,
            Recommendation.attestations,
            Recommendation.recommended_by_name,
            Recommendation.recommended_at,
            Recommendation.withdrawn_at,
            KnownPerson.name.label("teacher_name"),
            KnownSchool.name.label("school_name"),
            KnownSchool.county,
            Studio.name.label("studio_name"),
            Round.name.label("round_name"),
            Round.closes_at,
            newest.c.id.label("application_id"),
            newest.c.state.label("application_state"),
            newest.c.state_since.label("application_since"),
        )
        .join(Studio, Studio.id == Recommendation.studio_id)
        .join(Round, Round.id == Recommendation.round_id)
        .join(KnownSchool, KnownSchool.id == Recommendation.school_id)
        .outerjoin(KnownPerson, KnownPerson.id == Recommendation.teacher_id)
        .outerjoin(newest, true())
    )


async def one(connection: AsyncConnection, recommendation_id: UUID) -> AnyRow | None:
    """One recommendation."""
    return (await connection.execute(_shown().where(Recommendation.id == recommendation_id))).one_or_none()


async def live(connection: AsyncConnection, round_id: UUID, teacher_id: UUID) -> AnyRow | None:
    """The one that stands for a teacher in a round."""
    stands = Recommendation.withdrawn_at.is_(None)
    found = _shown().where(Recommendation.round_id == round_id, Recommendation.teacher_id == teacher_id, stands)
    return (await connection.execute(found)).one_or_none()


async def of_teacher(connection: AsyncConnection, teacher_id: UUID) -> list[AnyRow]:
    """Those a teacher may still follow: of open rounds, and not applied in yet."""
    found = _shown().where(
        Recommendation.teacher_id == teacher_id, Recommendation.withdrawn_at.is_(None), Round.state == "OPEN"
    )
    rows = await connection.execute(found.order_by(Round.closes_at, Recommendation.id))
    return [row for row in rows if row.application_state in (None, "WITHDRAWN", "LAPSED")]


NEWEST_FIRST = Order("recommendations", Recommendation.recommended_at, Recommendation.id, falling=True)


async def recommendations[Shown](
    connection: AsyncConnection,
    reads: Reach,
    round_id: UUID | None,
    shown: Callable[[AnyRow], Shown],
    after: str | None,
    limit: int,
) -> Page[Shown]:
    """A page of those the person may see, the latest first."""
    within = lies_within(reads, county=KnownSchool.county, schools=[Recommendation.school_id])
    found = _shown().where(within)
    if round_id is not None:
        found = found.where(Recommendation.round_id == round_id)
    return await read(connection, found, NEWEST_FIRST, shown, after=after, limit=limit)
