"""Events of `activities` that others rest on."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.envelope import Event

Attendance = Literal["PRESENT", "LATE", "EXCUSED", "TRUANT"]


class AttendanceRecorded(Event):
    """Whether a member was there (Art. 7). A correction is the same event again, with a higher aggregate version.

    The aggregate is the attendance row: one member at one activity.
    """

    TYPE: ClassVar[str] = "activities.attendance.recorded"
    attendance_id: UUID
    activity_id: UUID
    membership_id: UUID
    attendance: Attendance
    held_at: datetime
