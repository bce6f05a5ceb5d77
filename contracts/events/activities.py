"""Events of `activities` that others rest on."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.envelope import Event


class AttendanceRecorded(Event):
    """Whether a member was there (Art. 7). A correction is the same event again, with a higher aggregate version.

    `attendance` is `PRESENT`, `LATE`, `EXCUSED` or `TRUANT`. The aggregate is the attendance row: one member at one activity.
    """

    TYPE: ClassVar[str] = "activities.attendance.recorded"
    attendance_id: UUID
    activity_id: UUID
    membership_id: UUID
    attendance: str
    held_at: datetime
