"""Events of `enrollment`: members of studios and their development plans."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.envelope import Event


class MembershipBegan(Event):
    """A trainee is a member: admitted, or taken over from another studio of the county (`former_membership_id`, Art. 4.2)."""

    TYPE: ClassVar[str] = "enrollment.membership.began"
    membership_id: UUID
    studio_id: UUID
    trainee_id: UUID
    began_at: datetime
    application_id: UUID | None = None
    former_membership_id: UUID | None = None


class MembershipEnded(Event):
    """A trainee is no longer a member: `LEFT` or was transferred, `DISQUALIFIED` (Art. 7.2), or `COMPLETED` the cycle."""

    TYPE: ClassVar[str] = "enrollment.membership.ended"
    membership_id: UUID
    studio_id: UUID
    trainee_id: UUID
    state: str
    ended_at: datetime


class MembershipRestored(Event):
    """What took the place away was overturned: the trainee is a member as before (Art. 7.2)."""

    TYPE: ClassVar[str] = "enrollment.membership.restored"
    membership_id: UUID
    studio_id: UUID
    trainee_id: UUID
    restored_at: datetime


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
