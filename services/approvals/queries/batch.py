"""The tasks of a job that decides many of them alike."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.tables import job_items

_ITEMS = job_items.c["subject", "asked", "state", "told", "tries", "next_try_at"]


async def items(connection: AsyncConnection, batch_id: UUID) -> Sequence[Any]:
    """In order, with what became of each."""
    statement = select(*_ITEMS).where(job_items.c.job_id == batch_id).order_by(job_items.c.ordinal)
    return (await connection.execute(statement)).all()
