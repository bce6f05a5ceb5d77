"""How a task of a batch is tried again after a fault: after growing pauses, and so often only."""

from datetime import timedelta

MOST_TRIES = 6
LONGEST_PAUSE = timedelta(minutes=5)


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that met a fault; None when it is for people to say whether to go on."""
    if tries >= MOST_TRIES:
        return None
    return min(LONGEST_PAUSE, timedelta(seconds=2 * 4 ** (tries - 1)))
