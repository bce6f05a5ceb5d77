"""Jobs that take in sheets."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.models import RecommendationImport, RecommendationImportRow, Round


async def find(connection: AsyncConnection, import_id: UUID) -> AnyRow | None:
    """A job with everything it has to tell."""
    found = (
        select(*RecommendationImport.__table__.columns, Round.name.label("round_name"))
        .join(Round, Round.id == RecommendationImport.round_id)
        .where(RecommendationImport.id == import_id)
    )
    return (await connection.execute(found)).one_or_none()


async def of_person(connection: AsyncConnection, person_id: UUID, limit: int) -> list[AnyRow]:
    """Somebody's last jobs."""
    found = (
        select(*RecommendationImport.__table__.columns, Round.name.label("round_name"))
        .join(Round, Round.id == RecommendationImport.round_id)
        .where(RecommendationImport.uploaded_by == person_id)
        .order_by(RecommendationImport.uploaded_at.desc(), RecommendationImport.id)
        .limit(limit)
    )
    return list(await connection.execute(found))


async def lock_next(connection: AsyncConnection) -> AnyRow | None:
    """A job that is running; one that another process is at is passed over."""
    columns = RecommendationImport.__table__.columns
    found = (
        select(*(column for column in columns if column.name != "faults"))
        .where(RecommendationImport.state == "RUNNING")
        .order_by(RecommendationImport.started_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await connection.execute(found)).one_or_none()


async def rows(connection: AsyncConnection, import_id: UUID, done: int, limit: int) -> list[AnyRow]:
    """The rows that come next."""
    found = (
        select(*RecommendationImportRow.__table__.columns)
        .where(RecommendationImportRow.import_id == import_id)
        .order_by(RecommendationImportRow.number)
        .offset(done)
        .limit(limit)
    )
    return list(await connection.execute(found))
