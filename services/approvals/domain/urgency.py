"""How pressing a task is, by the days people count in: Shanghai's."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from chassis.clock import SHANGHAI

Urgency = Literal["overdue", "today", "week", "later"]
URGENCIES: tuple[Urgency, ...] = ("overdue", "today", "week", "later")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The limits between the urgencies at one moment: overdue < now <= today < end of day <= week < end of Sunday <= later."""

    now: datetime
    day_ends: datetime
    week_ends: datetime

    @classmethod
    def at(cls, now: datetime) -> "Calendar":
        """The limits as they are now."""
        local = now.astimezone(SHANGHAI)
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), SHANGHAI)
        monday = midnight + timedelta(days=6 - local.weekday())
        return cls(now, midnight, monday)

    def of(self, due_at: datetime) -> Urgency:
        """The urgency of what is due then."""
        if due_at < self.now:
            return "overdue"
        if due_at < self.day_ends:
            return "today"
        return "week" if due_at < self.week_ends else "later"
