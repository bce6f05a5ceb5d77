"""What is left of something that is gone: entries, tasks and events without their case, and gaps in the outbox."""

from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, String, func, literal, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.tables import outbox, outbox_progress
from services.approvals.models import Case, LogEntry, Task

SHOWN: Final = 10


async def without_case(connection: AsyncConnection) -> list[tuple[UUID, str, int]]:
    """By id of a case that is not there: what is, and how much of it."""
    sources = (
        (LogEntry.case_id, "entries", LogEntry.__table__, true()),
        (Task.case_id, "tasks", Task.__table__, true()),
        # Other events than those of cases name no case.
        (outbox.c.subject, "events", outbox, outbox.c.data.has_key("case_id")),
    )
    each = [
        select(case_id.label("case_id"), literal(what, String).label("what"), func.count().label("n"))
        .select_from(table)
        .where(only, ~select(Case.case_id).where(Case.case_id == case_id).exists())
        .group_by(case_id)
        for case_id, what, table, only in sources
    ]
    return [(row.case_id, row.what, row.n) for row in await connection.execute(union_all(*each))]


async def reached(connection: AsyncConnection) -> int:
    """The position of the outbox's last event that has one, and of which the relay has noted that it is on the stream."""
    published = select(outbox_progress.c.published).scalar_subquery()
    return int(await connection.scalar(select(func.greatest(func.max(outbox.c.position), published))) or 0)


async def missing_positions(connection: AsyncConnection, upto: int) -> list[int]:
    """The first positions up to this one that no event has: the outbox gives them without a gap, and keeps all."""
    given = func.generate_series(1, literal(upto, BigInteger)).column_valued("given")
    gone = ~select(outbox.c.seq).where(outbox.c.position == given).exists()
    return list(await connection.scalars(select(given).where(gone).order_by(given).limit(SHOWN)))
