"""Versions of the rules as they are shown."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from contracts.rules import RuleSet


class RuleSetItem(BaseModel):
    """A version of the rules in a list."""

    version: int
    name: str
    state: Literal["DRAFT", "PUBLISHED"]
    drafted_at: datetime
    published_at: datetime | None
    effective_from: datetime | None
    in_force: bool = Field(description="Whether cases started now run under it.")


class RuleSetDetail(RuleSetItem):
    """A version with everything it says."""

    content: RuleSet
