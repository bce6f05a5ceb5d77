"""Jobs that decide many tasks alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.approvals.models import Batch, BatchItem, Case, Task


async def find(connection: AsyncConnection, batch_id: UUID) -> Any | None:
    """A job."""
    statement = select(
        Batch.batch_id, Batch.person_id, Batch.proxy_id, Batch.verb, Batch.opinion, Batch.attestations, Batch.total,
        Batch.started_at,
    ).where(Batch.batch_id == batch_id)  # fmt: skip
    return (await connection.execute(statement)).one_or_none()


async def items(connection: AsyncConnection, batch_id: UUID) -> Sequence[Any]:
    """Its tasks, in order, and what became of each."""
    statement = (
        select(
            BatchItem.task_id,
            BatchItem.revision,
            BatchItem.state,
            BatchItem.problem,
            BatchItem.settled_at,
            BatchItem.tries,
            BatchItem.next_try_at,
            Case.case_no,
            Case.title,
        )
        .outerjoin(Task, Task.task_id == BatchItem.task_id)
        .outerjoin(Case, Case.case_id == Task.case_id)
        .where(BatchItem.batch_id == batch_id)
        .order_by(BatchItem.ordinal)
    )
    return (await connection.execute(statement)).all()


async def lock_next(connection: AsyncConnection, now: datetime) -> Any | None:
    """A task nobody settled yet whose turn has come, with its job; one that another process is at is passed over."""
    statement = (
        select(
            BatchItem.batch_id,
            BatchItem.ordinal,
            BatchItem.task_id,
            BatchItem.revision,
            BatchItem.tries,
            Batch.person_id,
            Batch.person_name,
            Batch.proxy_id,
            Batch.verb,
            Batch.opinion,
            Batch.attestations,
            Batch.correlation_id,
        )
        .join(Batch, Batch.batch_id == BatchItem.batch_id)
        .where(BatchItem.state == "PENDING", BatchItem.next_try_at <= now)
        .order_by(BatchItem.next_try_at, BatchItem.batch_id, BatchItem.ordinal)
        .limit(1)
        .with_for_update(of=BatchItem, skip_locked=True)
    )
    return (await connection.execute(statement)).one_or_none()
