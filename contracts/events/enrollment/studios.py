"""Events of `enrollment`: studios, from nomination to their end, and their windows."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.cases import CaseCard
from contracts.envelope import Event

StudioState = Literal[
    "NOMINATED",
    "QUALIFIED",
    "REJECTED",
    "DISPATCHED",
    "BASE_PROPOSED",
    "BASE_CONFIRMED",
    "BASE_DECLINED",
    "RECRUITING",
    "ACTIVE",
    "SUSPENDED",
    "TERMINATED",
]
FundState = Literal["APPLIED_FOR", "ALLOCATED", "RECEIVED"]


class StudioRegistered(Event):
    """A studio is known, or its data changed."""

    TYPE: ClassVar[str] = "enrollment.studio.registered"
    studio_id: UUID
    name: str
    county: str
    host_id: UUID
    host_name: str


class StudioNominated(Event):
    """A host was nominated with a studio to be: the opening event of the process (Art. 3)."""

    TYPE: ClassVar[str] = "enrollment.studio.nominated"
    card: CaseCard
    version: int
    nominated_at: datetime


class StudioDispatched(Event):
    """The studio goes to a county; the card says which."""

    TYPE: ClassVar[str] = "enrollment.studio.dispatched"
    card: CaseCard
    version: int
    dispatched_at: datetime
    dispatched_by: UUID


class StudioBaseProposed(Event):
    """The county proposed a base school, which is asked next."""

    TYPE: ClassVar[str] = "enrollment.studio.base_proposed"
    card: CaseCard
    version: int
    base_school_id: UUID
    proposed_at: datetime
    proposed_by: UUID


class StudioProgressed(Event):
    """The studio is in another state; `waived` where it began with fewer members than the least (Art. 4.1)."""

    TYPE: ClassVar[str] = "enrollment.studio.progressed"
    studio_id: UUID
    state: StudioState
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
    """The studio's money (Art. 12) was applied for, allocated, or received by the school that keeps it. Integer fen."""

    TYPE: ClassVar[str] = "enrollment.studio.fund_progressed"
    studio_id: UUID
    state: FundState
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
