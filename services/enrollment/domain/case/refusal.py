"""What a process is answered when it comes too early."""

from datetime import datetime

from contracts.commands.command import Refusal

# How soon to ask again for a fact that is due any moment, in seconds.
ANY_MOMENT = 1.0


def not_yet(now: datetime, due: datetime) -> Refusal:
    """Ask again when the moment has come."""
    return Refusal(code="not_yet", retry_in=max((due - now).total_seconds(), ANY_MOMENT))
