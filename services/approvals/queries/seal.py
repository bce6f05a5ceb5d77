"""Seals that were told, the heads to be sealed, and what has become of those that were."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.tables import outbox
from contracts.events.approvals import LogSealed
from contracts.seals import DECISION_LOG
from services.approvals.domain.seal import Head
from services.approvals.models import Case, LogEntry

AT_ONCE: Final = 1000
_TOLD = select(outbox.c.data, outbox.c.aggregate_version).where(
    outbox.c.subject == DECISION_LOG, outbox.c.type == LogSealed.TYPE
)
NEWEST: Final = _TOLD.order_by(outbox.c.aggregate_version.desc()).limit(1)
ALL: Final = _TOLD.order_by(outbox.c.aggregate_version)
HEADS: Final = select(Case.case_id, Case.log_length, Case.log_head, Case.state_version, Case.card_version).order_by(
    Case.case_id
)

_asked = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid())), bindparam("lengths", type_=ARRAY(Integer())))
    .table_valued("case_id", "length", name="asked")
    .render_derived()
)
NOW: Final = (
    select(
        _asked.c.case_id, Case.case_no, Case.case_id.label("there"), Case.log_length, Case.state_version,
        Case.card_version, LogEntry.hmac,
    )
    .select_from(_asked)
    .outerjoin(Case, Case.case_id == _asked.c.case_id)
    .outerjoin(LogEntry, and_(LogEntry.case_id == _asked.c.case_id, LogEntry.seq == _asked.c.length))
)  # fmt: skip


async def newest_seal(connection: AsyncConnection) -> LogSealed | None:
    """The last seal that was told."""
    data = await connection.scalar(NEWEST)
    return None if data is None else LogSealed.model_validate(data)


async def all_seals(connection: AsyncConnection) -> list[tuple[int, dict[str, Any]]]:
    """Every seal that was told, the oldest first: its number, and what the event says by now."""
    return [(row.aggregate_version, row.data) for row in await connection.execute(ALL)]


async def all_heads(snapshot: AsyncConnection) -> AsyncIterator[list[Head]]:
    """Where each case's log ends, in the order of their ids; not all are held in memory."""
    async for rows in (await snapshot.stream(HEADS)).partitions(AT_ONCE):
        yield [Head(*row) for row in rows]


async def as_now(connection: AsyncConnection, heads: Sequence[Head]) -> dict[UUID, Any]:
    """By case: what is there of it now, with the HMAC of the entry that was its last."""
    asked = {"ids": [head.case_id for head in heads], "lengths": [head.length for head in heads]}
    return {row.case_id: row for row in await connection.execute(NOW, asked)}
