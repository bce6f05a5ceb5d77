"""Commands to `enrollment` that are about no case. Refusal codes: `not_yet` (with `retry_in`), `wrong_state`."""

from datetime import datetime
from uuid import UUID

from contracts.commands.command import Command
from contracts.message import Message


class CloseRound(Message):
    """Close a round whose time is up."""

    round_id: UUID


class RoundEnded(Message):
    """The round is closed, now or before."""

    closed_at: datetime


CLOSE_ROUND = Command("enrollment.close_round", CloseRound, RoundEnded)

COMMANDS = (CLOSE_ROUND,)
