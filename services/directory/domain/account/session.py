"""How long sessions live, and what a refresh token is worth. All by machine time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

SESSION_IDLE = timedelta(days=7)  # [D]
SESSION_LONGEST = timedelta(days=30)  # [D]
# Two tabs may refresh at once, and an answer may be lost: the token before is good for so long after its successor.
REFRESH_GRACE = timedelta(seconds=60)


class Refreshing(Enum):
    """What a refresh token is worth."""

    CURRENT = auto()
    JUST_REPLACED = auto()
    REUSED = auto()
    ENDED = auto()


@dataclass(frozen=True)
class SessionState:
    """What refreshing depends on."""

    generation: int
    rotated_at: datetime
    expires_at: datetime
    revoked: bool

    def judge(self, presented: int, now: datetime) -> Refreshing:
        """Judge a genuine token of the generation presented. An older one that turns up late was copied by somebody."""
        if self.revoked or self.expires_at <= now:
            return Refreshing.ENDED
        if presented == self.generation:
            return Refreshing.CURRENT
        if presented == self.generation - 1 and now - self.rotated_at <= REFRESH_GRACE:
            return Refreshing.JUST_REPLACED
        return Refreshing.REUSED


def expiry(started_at: datetime, now: datetime) -> datetime:
    """When a session used now ends by itself."""
    return min(now + SESSION_IDLE, started_at + SESSION_LONGEST)
