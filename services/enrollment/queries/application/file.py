"""A file of an application, with whose it is."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.models import Application, ApplicationFile, Revision


async def file(connection: AsyncConnection, application_id: UUID, file_id: UUID) -> AnyRow | None:
    """A file of an application; `frozen` tells whether a revision names it, so that offices may see it."""
    named = Revision.content["files"].contains([{"file_id": str(file_id)}])
    frozen = select(Revision.revision).where(Revision.application_id == application_id, named).exists()
    found = (
        select(
            ApplicationFile.name,
            ApplicationFile.media_type,
            ApplicationFile.sha256,
            Application.applicant_id,
            Application.county,
            Application.school_id,
            frozen.label("frozen"),
        )
        .join(Application, Application.id == ApplicationFile.application_id)
        .where(ApplicationFile.file_id == file_id, ApplicationFile.application_id == application_id)
    )
    return (await connection.execute(found)).one_or_none()
