"""The tasks of a job that decides many of them alike."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.tables import job_items
from services.approvals.models import Case, Task


async def items(connection: AsyncConnection, batch_id: UUID) -> Sequence[Any]:
    """In order, with their cases and what became of each."""
    statement = (
        select(
            *job_items.c["subject", "state", "told", "tries", "next_try_at"],
            Case.case_no,
            Case.title,
        )
        .outerjoin(Task, Task.task_id == job_items.c.subject)
        .outerjoin(Case, Case.case_id == Task.case_id)
        .where(job_items.c.job_id == batch_id)
        .order_by(job_items.c.ordinal)
    )
    return (await connection.execute(statement)).all()
