"""Sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.account.session import SessionState
from services.directory.models import Session


async def session(connection: AsyncConnection, session_id: UUID) -> tuple[UUID, datetime, SessionState] | None:
    """A session's person, start and state, locked: of two requests with one token the second sees what the first did."""
    statement = select(
        Session.person_id,
        Session.started_at,
        Session.generation,
        Session.rotated_at,
        Session.expires_at,
        Session.revoked_at,
    ).where(Session.id == session_id)
    row = (await connection.execute(statement.with_for_update())).one_or_none()
    if row is None:
        return None
    state = SessionState(row.generation, row.rotated_at, row.expires_at, row.revoked_at is not None)
    return row.person_id, row.started_at, state


async def open_sessions(
    connection: AsyncConnection, person_id: UUID, now: datetime, but: UUID | None = None
) -> list[UUID]:
    """The person's sessions that still live, but for one."""
    statement = select(Session.id).where(
        Session.person_id == person_id,
        Session.revoked_at.is_(None),
        Session.expires_at > now,
        Session.id.is_distinct_from(but),
    )
    return list((await connection.execute(statement.order_by(Session.id).with_for_update())).scalars())
