"""When an open task is due and when its office is next reminded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# A rule set may remind every zero seconds; a loop of reminders helps nobody.
LEAST_PAUSE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Times:
    """As seen at `now`."""

    now: datetime
    due_at: datetime
    remind_at: datetime

    @property
    def due_in(self) -> float:
        """Seconds until the task is overdue; 0 when it is."""
        return max(0.0, (self.due_at - self.now).total_seconds())

    @property
    def remind_in(self) -> float:
        """Seconds until the next reminder; 0 when it is time."""
        return max(0.0, (self.remind_at - self.now).total_seconds())
