"""Bulk import."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.http import Caller, Tx
from services.directory.commands import imports
from services.directory.domain.imports import Import

router = APIRouter(tags=["imports"])


class Count(BaseModel):
    """Rows that came, and rows that changed something."""

    rows: int
    changed: int


@router.put("/imports/{import_id}")
async def take_in(import_id: UUID, given: Import, transaction: Tx, actor: Caller) -> dict[str, Count]:
    """Store counties, schools, people and assignments: all rows or none. A repeat changes nothing."""
    counts = await imports.take_in(transaction, actor, import_id, given)
    return {kind: Count(**count) for kind, count in counts.items()}
