"""Events of `enrollment`: studios, from nomination to their end, and their windows."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.envelope import Event


class StudioRegistered(Event):
    """A studio is known, or its data changed."""

    TYPE: ClassVar[str] = "enrollment.studio.registered"
    studio_id: UUID
    name: str
    county: str
    host_id: UUID
    host_name: str


class StudioProgressed(Event):
    """The studio, nominated here or loaded, is in another state.

    `waived` where it began with fewer members than the least (Art. 4.1).
    """

    TYPE: ClassVar[str] = "enrollment.studio.progressed"
    studio_id: UUID
    state: str
    version: int
    waived: bool = False


class StudioHostChanged(Event):
    """A new host term has begun."""

    TYPE: ClassVar[str] = "enrollment.studio.host_changed"
    studio_id: UUID
    term: int
    host_id: UUID
    since: datetime


class StudioFundProgressed(Event):
    """The studio's money (Art. 12) was `APPLIED_FOR`, `ALLOCATED`, or `RECEIVED` by the school that keeps it. Integer fen."""

    TYPE: ClassVar[str] = "enrollment.studio.fund_progressed"
    studio_id: UUID
    state: str
    amount: int
    custodian_school_id: UUID


class WindowPublished(Event):
    """A studio's window (窗口) may be read by everybody, for the first time (Art. 8.1)."""

    TYPE: ClassVar[str] = "enrollment.window.published"
    studio_id: UUID
    published_at: datetime


class WindowChanged(Event):
    """What everybody reads in a published window, its text or its pictures, is another one."""

    TYPE: ClassVar[str] = "enrollment.window.changed"
    studio_id: UUID
    changed_at: datetime


class StudioFilled(Event):
    """A studio has reached the least number of members (Art. 4.1)."""

    TYPE: ClassVar[str] = "enrollment.studio.filled"
    studio_id: UUID
    members: int


class StudioShortOfMembers(Event):
    """A studio has fewer members than it needs (Art. 4.1): an alert was raised, and the studio goes on."""

    TYPE: ClassVar[str] = "enrollment.studio.short_of_members"
    alert_id: UUID
    studio_id: UUID
    members: int
    minimum: int
    raised_at: datetime


class StudioFullAgain(Event):
    """A studio has as many members as it needs once more: the alert is over."""

    TYPE: ClassVar[str] = "enrollment.studio.full_again"
    alert_id: UUID
    studio_id: UUID
    members: int
    minimum: int
    resolved_at: datetime
