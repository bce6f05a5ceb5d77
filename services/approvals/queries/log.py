"""The decision log of a case, and where each log ends."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import JSON, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.tables import outbox
from services.approvals.domain.log import FIELDS, Entry
from services.approvals.models import Case, LogEntry

ENTRY = tuple(getattr(LogEntry, name) for name in FIELDS)


async def log_of(connection: AsyncConnection, case_id: UUID) -> list[Entry]:
    """The decision log, oldest entry first."""
    statement = select(*ENTRY).where(LogEntry.case_id == case_id).order_by(LogEntry.seq)
    return [Entry(**row) for row in (await connection.execute(statement)).mappings()]


async def signature_of(connection: AsyncConnection, decision_id: UUID | None) -> str | None:
    """What proves a decision."""
    return await connection.scalar(select(LogEntry.signature).where(LogEntry.entry_id == decision_id))


@dataclass(frozen=True, slots=True)
class LogEnd:
    """What the case remembers of the end of its log, and the heads its events told the world, by number."""

    case_id: UUID
    case_no: str | None
    length: int
    head: str
    told: dict[int, str]


async def log_ends(
    connection: AsyncConnection,
    *,
    case_no: str | None = None,
    case_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 500,
) -> list[LogEnd]:
    """The ends of logs in the order of case ids. To be read before the entries: what is written in between is no flaw."""
    told = (
        select(func.json_object_agg(outbox.c.aggregate_version, outbox.c.data["log_head"].astext, type_=JSON))
        .where(outbox.c.subject == Case.case_id, outbox.c.data.has_key("log_head"))
        .scalar_subquery()
    )
    statement = (
        select(Case.case_id, Case.case_no, Case.log_length, Case.log_head, told).order_by(Case.case_id).limit(limit)
    )
    if case_no is not None:
        statement = statement.where(Case.case_no == case_no)
    if case_id is not None:
        statement = statement.where(Case.case_id == case_id)
    if after is not None:
        statement = statement.where(Case.case_id > after)
    return [
        LogEnd(row[0], row[1], row[2], row[3], {int(seq): head for seq, head in (row[4] or {}).items()})
        for row in await connection.execute(statement)
    ]
