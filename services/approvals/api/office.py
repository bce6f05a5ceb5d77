"""Which offices somebody acts for, and from when until when."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from chassis import clock
from chassis.web.http import Caller, Reading
from services.approvals.queries.office import dated_holds

router = APIRouter(prefix="/offices", tags=["offices"])


class OfficeHeld(BaseModel):
    """An office of the caller, or one they stand in for under a proxy; `valid_until` is exclusive, None is open."""

    model_config = ConfigDict(from_attributes=True)

    office_key: str
    proxy_id: UUID | None
    principal_id: UUID | None
    principal_name: str | None
    valid_from: datetime
    valid_until: datetime | None


@router.get("")
async def read_offices(reading: Reading, caller: Caller) -> list[OfficeHeld]:
    """What the caller acts for, will, or did a minute ago."""
    rows = await dated_holds(reading, caller.person_id, clock.business())
    return [OfficeHeld.model_validate(row) for row in rows]
