"""Files handed in with decisions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.approvals.models import File, Task


async def to_hand_in(
    connection: AsyncConnection, task_id: UUID, person_id: UUID, file_ids: Sequence[UUID]
) -> list[dict[str, Any]]:
    """What the log says of files this person added to this task and has not handed in yet."""
    statement = (
        select(File.file_id, File.name, File.size, File.media_type, File.sha256)
        .where(
            File.file_id.in_(file_ids),
            File.task_id == task_id,
            File.added_by == person_id,
            File.decision_id.is_(None),
        )
        .order_by(File.file_id)
    )
    return [{**row, "file_id": str(row["file_id"])} for row in (await connection.execute(statement)).mappings()]


async def waiting(connection: AsyncConnection, task_id: UUID, person_id: UUID) -> int:
    """How many files this person added to this task and has not handed in yet."""
    statement = select(func.count()).where(
        File.task_id == task_id, File.added_by == person_id, File.decision_id.is_(None)
    )
    return int((await connection.execute(statement)).scalar_one())


async def stored(connection: AsyncConnection, file_id: UUID) -> Any | None:
    """What is known of a file, and its case."""
    statement = (
        select(Task.case_id, File.decision_id, File.name, File.media_type, File.added_by, File.sha256)
        .join(Task, Task.task_id == File.task_id)
        .where(File.file_id == file_id)
    )
    return (await connection.execute(statement)).one_or_none()
