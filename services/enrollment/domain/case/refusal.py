"""What a process is answered: how a case stands, or why not."""

from datetime import datetime

from contracts.commands.command import Refusal

# How soon to ask again for a fact that is due any moment, in seconds.
ANY_MOMENT = 1.0


def not_yet(now: datetime, due: datetime) -> Refusal:
    """Ask again when the moment has come."""
    return Refusal(code="not_yet", retry_in=max((due - now).total_seconds(), ANY_MOMENT))


def seconds_left(now: datetime, until: datetime | None) -> float | None:
    """How long until then; 0 where that is over, None where nothing is waited for."""
    return None if until is None else max((until - now).total_seconds(), 0.0)
