"""Frozen revisions."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.models import Application, Revision


async def sent_from(connection: AsyncConnection, application_id: UUID, version: int) -> AnyRow | None:
    """The revision that this version of the application became, with where the application stands now."""
    found = (
        select(
            Application.case_no,
            Application.state,
            Application.version,
            Revision.revision,
            Revision.content_hash,
            Revision.submitted_at,
        )
        .join(Revision, Revision.application_id == Application.id)
        .where(Application.id == application_id, Revision.from_version == version)
    )
    return (await connection.execute(found)).one_or_none()


async def revisions(connection: AsyncConnection, application_id: UUID) -> list[AnyRow]:
    """All revisions of an application, the first one first."""
    found = (
        select(Revision.revision, Revision.content, Revision.content_hash, Revision.submitted_at)
        .where(Revision.application_id == application_id)
        .order_by(Revision.revision)
    )
    return list(await connection.execute(found))
