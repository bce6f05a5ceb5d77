"""A recruiting round closes by itself when its time is up."""

from datetime import datetime
from uuid import UUID

from pydantic.dataclasses import dataclass

TASK_QUEUE = "recruiting_round"
WORKFLOW = "recruiting_round"

EXTENDED = "extended"
CLOSED = "closed"


def workflow_id(round_id: UUID) -> str:
    """One run per round."""
    return f"{WORKFLOW}/{round_id}"


@dataclass(frozen=True)
class Start:
    """What starts a run."""

    round_id: UUID


@dataclass(frozen=True)
class Extended:
    """The round stays open longer."""

    closes_at: datetime


@dataclass(frozen=True)
class Closed:
    """An office closed the round by hand."""

    closed_at: datetime
