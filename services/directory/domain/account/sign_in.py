"""Lockout after repeated failures, by machine time, and what will do as a password."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.errors import Text

FAILURES_BEFORE_LOCK = 5  # [D]
FAILURE_WINDOW = timedelta(minutes=15)  # [D]
LOCK = timedelta(minutes=15)  # [D]
PASSWORD_SHORTEST = 10  # [D]
PASSWORD_LONGEST = 128


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
