"""A round as far as it matters what may be sent in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.enrollment.domain.words import StudioState


@dataclass(frozen=True)
class RoundFacts:
    """The round the draft names."""

    id: UUID
    cycle: str
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class NamedStudio:
    """A studio that was named, or lies in a county that was."""

    id: UUID
    name: str
    county: str
    state: StudioState
