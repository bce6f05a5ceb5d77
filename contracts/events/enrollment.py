"""Events of `enrollment`: studios, rounds, applications and members."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.cases import CaseCard
from contracts.envelope import Event
from contracts.rules import Stage

ApplicationState = Literal[
    "DRAFT",
    "SUBMITTED",
    "RECOMMENDED",
    "SCHOOL_DECLINED",
    "COUNTY_APPROVED",
    "COUNTY_REJECTED",
    "RETURNED",
    "ADMITTED",
    "MUNICIPAL_REJECTED",
    "LAPSED",
    "WITHDRAWN",
]
LapseCause = Literal["unanswered", "round_closed"]
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
MembershipState = Literal["ACTIVE", "COMPLETED", "LEFT", "DISQUALIFIED"]
MembershipEnd = Literal["COMPLETED", "LEFT", "DISQUALIFIED"]
FundState = Literal["APPLIED_FOR", "ALLOCATED", "RECEIVED"]
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


class StudioRegistered(Event):
    """A studio is known, or its data changed."""

    TYPE: ClassVar[str] = "enrollment.studio.registered"
    studio_id: UUID
    name: str
    county: str
    host_id: UUID
    host_name: str


class RoundOpened(Event):
    """Applications are accepted until `closes_at`."""

    TYPE: ClassVar[str] = "enrollment.round.opened"
    round_id: UUID
    name: str
    closes_at: datetime


class RoundExtended(Event):
    """A round that has not closed stays open longer."""

    TYPE: ClassVar[str] = "enrollment.round.extended"
    round_id: UUID
    closes_at: datetime


class RoundClosed(Event):
    """Nothing can be submitted any more; live applications are told one by one."""

    TYPE: ClassVar[str] = "enrollment.round.closed"
    round_id: UUID
    closed_at: datetime


class ApplicationSubmitted(Event):
    """An application with its first frozen revision: the opening event of the process (Art. 4.2)."""

    TYPE: ClassVar[str] = "enrollment.application.submitted"
    application_id: UUID
    round_id: UUID
    submitted_at: datetime
    card: CaseCard


class ApplicationResubmitted(Event):
    """A returned application came back with a new revision; `resume_at` is the stage that returned it, or the first one."""

    TYPE: ClassVar[str] = "enrollment.application.resubmitted"
    application_id: UUID
    resume_at: Stage
    submitted_at: datetime
    card: CaseCard


class ApplicationProgressed(Event):
    """A decision was taken over into the application's state."""

    TYPE: ClassVar[str] = "enrollment.application.progressed"
    application_id: UUID
    stage: Stage
    state: ApplicationState
    correction_until: datetime | None = None


class ApplicationWithdrawn(Event):
    """The applicant took the application back before admission."""

    TYPE: ClassVar[str] = "enrollment.application.withdrawn"
    application_id: UUID
    withdrawn_at: datetime


class ApplicationRoundClosed(Event):
    """The round of a live application has closed; what was decided by then still counts."""

    TYPE: ClassVar[str] = "enrollment.application.round_closed"
    application_id: UUID
    round_id: UUID
    closed_at: datetime


class ApplicationLapsed(Event):
    """An application ended because nobody answered in time, or its round closed."""

    TYPE: ClassVar[str] = "enrollment.application.lapsed"
    application_id: UUID
    cause: LapseCause
    lapsed_at: datetime


class ApplicationAdmitted(Event):
    """The applicant is a member of the studio."""

    TYPE: ClassVar[str] = "enrollment.application.admitted"
    application_id: UUID
    membership_id: UUID
    studio_id: UUID
    trainee_id: UUID
    admitted_at: datetime


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
