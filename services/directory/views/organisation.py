"""Counties and schools as they are shown."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class County(BaseModel):
    """A county and its listing (Art. 2)."""

    code: str
    name: str
    listed_from: datetime
    listed_until: datetime | None
    listed: bool = Field(description="Whether it is on the list today.")


class School(BaseModel):
    """A school or kindergarten."""

    id: UUID
    name: str
    county: str
    school_levels: list[str]
