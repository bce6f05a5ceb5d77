"""What an applicant has typed so far."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.enrollment.domain.words import ApplicationState
from services.enrollment.models import Application, Draft

TYPED = ("round_id", "studio_id", "motivation", "post", "title", "phone")


@dataclass(frozen=True)
class StoredDraft:
    """A draft with the standing of its application."""

    state: ApplicationState
    state_since: datetime
    version: int
    saved_at: datetime
    content: dict[str, Any]


async def stored_draft(connection: AsyncConnection, application_id: UUID, applicant_id: UUID) -> StoredDraft | None:
    """The draft of this person's application."""
    found = (
        select(Application.state, Application.state_since, Application.version, Draft.saved_at)
        .add_columns(*(getattr(Draft, name).label(f"typed_{name}") for name in TYPED))
        .join(Draft, Draft.application_id == Application.id)
        .where(Application.id == application_id, Application.applicant_id == applicant_id)
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    content = {name: getattr(row, f"typed_{name}") for name in TYPED}
    return StoredDraft(row.state, row.state_since, row.version, row.saved_at, content)
