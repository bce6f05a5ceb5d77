"""How guessing is slowed down, by machine time, and what will do as a password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from chassis.errors import Text

PASSWORD_SHORTEST = 10  # [D]
PASSWORD_LONGEST = 128
# Who comes from the same half of an IPv6 address is one and the same subscriber, who has all of it to choose from.
SUBSCRIBER_BITS = 64
MOST_DOUBLINGS = 16


@dataclass(frozen=True)
class Pace:
    """So many attempts in a row are free; after each further one the wait doubles, from `first` up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def wait_after(self, count: int) -> timedelta:
        """How long the next attempt waits after so many without success."""
        if count < self.free:
            return timedelta()
        doublings: int = 2 ** min(count - self.free, MOST_DOUBLINGS)
        return min(self.first * doublings, self.longest)

    def left_after(self, count: int) -> int:
        """Attempts that are free yet."""
        return max(self.free - count, 0)


# One account from one address it has not been signed in to from: guessing there keeps nobody else out.
STRANGER = Pace(5, timedelta(seconds=30), timedelta(minutes=15))  # [D]
# A device the account was signed in to on: others may use it too, so that its owner is never kept waiting for long.
DEVICE = Pace(10, timedelta(seconds=5), timedelta(seconds=30))  # [D]
# All accounts together from one address, which may be a whole school's: who tries one password on everybody.
ADDRESS = Pace(60, timedelta(seconds=30), timedelta(minutes=5))  # [D]
FORGOTTEN_AFTER = timedelta(hours=1)  # [D]


@dataclass(frozen=True)
class Tries:
    """Attempts in a row that were not, or not yet, answered with a session."""

    count: int
    last_at: datetime

    def wait(self, pace: Pace, now: datetime) -> timedelta:
        """How long until the next attempt is looked at. Of several at once, one that began later may have been counted before."""
        wait = pace.wait_after(self.count)
        return max(self.last_at + wait - now, timedelta()) if wait else wait

    def one_more(self, now: datetime) -> "Tries":
        """With an attempt made now."""
        return Tries(self.count + 1, now)


def subscriber(address: str) -> str:
    """Whom an address stands for; what is no address stands for itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(found) if found.version == 4 else str(ip_network((int(found), SUBSCRIBER_BITS), strict=False))


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
