"""Lockout after repeated failures, and how long sessions and tokens live. All by machine time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Literal

from chassis.errors import Text

FAILURES_BEFORE_LOCK = 5
FAILURE_WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)

SESSION_IDLE = timedelta(days=7)
SESSION_LONGEST = timedelta(days=30)
# Two tabs may refresh at once, and an answer may be lost: the token before is good for so long after its successor.
REFRESH_GRACE = timedelta(seconds=60)

PERSONAL_TOKEN_LONGEST = timedelta(days=366)
PASSWORD_SHORTEST = 10
PASSWORD_LONGEST = 128

TokenScope = Literal["read", "write"]


@dataclass(frozen=True)
class Failures:
    """Wrong passwords given for one login since the first of them."""

    count: int
    since: datetime
    locked_until: datetime | None

    def lock_at(self, now: datetime) -> datetime | None:
        """Until when the login is locked, if it is."""
        return self.locked_until if self.locked_until is not None and self.locked_until > now else None

    @property
    def left(self) -> int:
        """Attempts left before the login is locked."""
        return max(FAILURES_BEFORE_LOCK - self.count, 0)


def one_more(failures: Failures | None, now: datetime) -> Failures:
    """Count a failure; the fifth within the window locks the login."""
    if failures is None or now - failures.since > FAILURE_WINDOW or _lock_is_over(failures, now):
        return Failures(1, now, None)
    count = failures.count + 1
    return Failures(count, failures.since, now + LOCK if count >= FAILURES_BEFORE_LOCK else None)


def _lock_is_over(failures: Failures, now: datetime) -> bool:
    return failures.locked_until is not None and failures.locked_until <= now


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


def password_fault(password: str, login: str) -> Text | None:
    """What is wrong with a new password, if anything."""
    if not PASSWORD_SHORTEST <= len(password) <= PASSWORD_LONGEST:
        return Text(
            f"密码应为 {PASSWORD_SHORTEST}–{PASSWORD_LONGEST} 个字符。",
            f"A password has {PASSWORD_SHORTEST} to {PASSWORD_LONGEST} characters.",
        )
    if password.casefold() == login or len(set(password)) < PASSWORD_SHORTEST // 2:
        return Text("密码太容易猜到，请换一个。", "This password is too easily guessed; choose another.")
    return None
