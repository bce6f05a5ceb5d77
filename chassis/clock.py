"""The two clocks. Business time decides deadlines and dates and can be moved in simulations; machine time cannot."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from chassis.settings import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Who sleeps until a moment of business time looks up this often, where it may be moved meanwhile.
LOOKING_UP_SECONDS = 0.5


def machine() -> datetime:
    """The real moment, in UTC: tokens, time-outs, QR codes."""
    return datetime.now(UTC)


def business() -> datetime:
    """The moment deadlines and dates go by, in UTC; the same for all processes that share CLOCK_FILE."""
    return machine() + _offset()


def seconds_until(moment: datetime) -> float:
    """How long to sleep until business time has come to `moment`: look then, for it may have been moved, and sleep on."""
    left = max(0.0, (moment - business()).total_seconds())
    return min(left, LOOKING_UP_SECONDS) if movable() else left


def movable() -> bool:
    """Whether business time may be moved here."""
    return settings().clock_file is not None


def move(by: timedelta) -> None:
    """Move business time on for all processes that share CLOCK_FILE. Raises RuntimeError without such a file."""
    file = settings().clock_file
    if file is None:
        raise RuntimeError("Business time can be moved only with CLOCK_FILE set, and so never in production.")
    # Written beside and renamed, so that no reader sees half a number.
    beside = file.with_suffix(".new")
    beside.write_text(str((_offset() + by).total_seconds()))
    beside.replace(file)


def forget() -> None:
    """Read the offset anew, after CLOCK_FILE was taken away."""
    global _seen
    _seen = (-1, timedelta())


_seen: tuple[int, timedelta] = (-1, timedelta())


def _offset() -> timedelta:
    global _seen
    file = settings().clock_file
    if file is None:
        return timedelta()
    try:
        written = file.stat().st_mtime_ns
        if written != _seen[0]:
            _seen = (written, timedelta(seconds=float(file.read_text())))
    except FileNotFoundError:
        return timedelta()
    return _seen[1]
