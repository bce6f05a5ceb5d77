"""Events of `enrollment`: members, and the cases about their places."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.cases import CaseCard
from contracts.envelope import Event

MembershipState = Literal["ACTIVE", "COMPLETED", "LEFT", "DISQUALIFIED"]
MembershipEnd = Literal["COMPLETED", "LEFT", "DISQUALIFIED"]
DisqualificationState = Literal[
    "FLAGGED",
    "HOST_CONFIRMED",
    "STATEMENT",
    "COUNTY_OPINION",
    "DISQUALIFIED",
    "DISMISSED",
    "APPEAL",
    "UPHELD",
    "OVERTURNED",
    "CORRECTED",
]


class DisqualificationFlagged(Event):
    """A trainee's truancies have reached the limit (Art. 7.2): the opening event of the process."""

    TYPE: ClassVar[str] = "enrollment.disqualification.flagged"
    card: CaseCard
    membership_id: UUID
    truancies: int
    version: int
    flagged_at: datetime


class DisqualificationProgressed(Event):
    """The case is in another state; `until` is when a statement or an appeal must be in, `card` the new revision, if there is one.

    `closed` where the time for an appeal has passed.
    """

    TYPE: ClassVar[str] = "enrollment.disqualification.progressed"
    case_id: UUID
    membership_id: UUID
    state: DisqualificationState
    version: int
    until: datetime | None = None
    acted_by: UUID | None = None
    closed: bool = False
    card: CaseCard | None = None


class MembershipEnded(Event):
    """A trainee is no longer a member: left or was transferred, was disqualified (Art. 7.2), or the cycle is over."""

    TYPE: ClassVar[str] = "enrollment.membership.ended"
    membership_id: UUID
    studio_id: UUID
    trainee_id: UUID
    state: MembershipEnd
    ended_at: datetime


class MembershipRestored(Event):
    """A disqualification was overturned: the trainee is a member as before (Art. 7.2)."""

    TYPE: ClassVar[str] = "enrollment.membership.restored"
    membership_id: UUID
    studio_id: UUID
    trainee_id: UUID
    restored_at: datetime


class MembershipTransferred(Event):
    """A new membership began in another studio of the county; the end of the former one is told on its own."""

    TYPE: ClassVar[str] = "enrollment.membership.transferred"
    membership_id: UUID
    studio_id: UUID
    trainee_id: UUID
    former_membership_id: UUID
    former_studio_id: UUID
    transferred_at: datetime


class PlanConfirmed(Event):
    """The host agreed to a revision of a trainee's development plan (Arts. 5.2, 6.1)."""

    TYPE: ClassVar[str] = "enrollment.plan.confirmed"
    plan_id: UUID
    membership_id: UUID
    studio_id: UUID
    trainee_id: UUID
    revision: int
    sha256: str
    confirmed_at: datetime
