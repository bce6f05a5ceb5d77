"""Events of `enrollment`: recruiting rounds."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.envelope import Event


class RoundOpened(Event):
    """Applications are accepted until `closes_at`."""

    TYPE: ClassVar[str] = "enrollment.round.opened"
    round_id: UUID
    name: str
    closes_at: datetime


class RoundExtended(Event):
    """A round that has not closed stays open longer."""

    TYPE: ClassVar[str] = "enrollment.round.extended"
    round_id: UUID
    closes_at: datetime


class RoundClosed(Event):
    """Nothing can be submitted any more; live applications are told one by one."""

    TYPE: ClassVar[str] = "enrollment.round.closed"
    round_id: UUID
    closed_at: datetime
