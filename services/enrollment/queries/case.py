"""What was decided on in a case about a studio or a member, and its papers."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.models import CaseFile, CaseRevision


async def files_of(
    connection: AsyncConnection, case_id: UUID, file_ids: Collection[UUID], added_by: UUID
) -> list[AnyRow]:
    """Those of the files that this person handed in for this case, in the order they came."""
    found = (
        select(*CaseFile.__table__.columns)
        .where(CaseFile.case_id == case_id, CaseFile.file_id.in_(file_ids), CaseFile.added_by == added_by)
        .order_by(CaseFile.added_at, CaseFile.file_id)
    )
    return list(await connection.execute(found))


async def file(connection: AsyncConnection, case_id: UUID, file_id: UUID) -> AnyRow | None:
    """One file."""
    found = select(*CaseFile.__table__.columns).where(CaseFile.case_id == case_id, CaseFile.file_id == file_id)
    return (await connection.execute(found)).one_or_none()


async def revisions(connection: AsyncConnection, case_id: UUID) -> list[AnyRow]:
    """What was decided on, the first revision first."""
    found = select(*CaseRevision.__table__.columns).where(CaseRevision.case_id == case_id)
    return list(await connection.execute(found.order_by(CaseRevision.revision)))


async def has_taken(connection: AsyncConnection, table: Any, case_id: UUID, decisions: Collection[UUID]) -> bool:
    """Whether the case has taken any of these decisions over."""
    found = select(table.id).where(table.id == case_id, table.taken.overlap(list(decisions)))
    return await connection.scalar(found) is not None
