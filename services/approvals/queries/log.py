"""The decision log of a case."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.approvals.domain.log import FIELDS, Entry
from services.approvals.models import LogEntry

ENTRY = tuple(getattr(LogEntry, name) for name in FIELDS)


async def log_of(connection: AsyncConnection, case_id: UUID) -> list[Entry]:
    """The decision log, oldest entry first."""
    statement = select(*ENTRY).where(LogEntry.case_id == case_id).order_by(LogEntry.seq)
    return [Entry(**row) for row in (await connection.execute(statement)).mappings()]


async def signature_of(connection: AsyncConnection, decision_id: UUID | None) -> str | None:
    """What proves a decision."""
    return await connection.scalar(select(LogEntry.signature).where(LogEntry.entry_id == decision_id))
