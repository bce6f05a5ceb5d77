"""An application as it is told: the frozen revisions to those who may see the case, the draft to its author alone."""

from datetime import datetime
from uuid import UUID

from services.enrollment.api.parts import View
from services.enrollment.domain.words import ApplicationState, Attestation, Level, MembershipState


class AttachedView(View):
    """A file of the application; `size` in bytes."""

    file_id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


class DraftView(View):
    """What its author has typed so far."""

    round_id: UUID | None
    studio_id: UUID | None
    motivation: str
    post: str
    title: str
    phone: str
    saved_at: datetime


class SentContent(View):
    """What a revision says; the phone number only for those who must call."""

    round_id: UUID
    studio_id: UUID
    studio_name: str
    county: str
    applicant_id: UUID
    applicant_name: str
    school_id: UUID
    school_name: str
    motivation: str
    post: str
    title: str
    phone: str
    files: list[AttachedView]


class RevisionView(View):
    """A frozen revision, with the names of the fields that differ from the one before."""

    revision: int
    content: SentContent
    content_hash: str
    submitted_at: datetime
    changed_fields: list[str]


class RoundOfApplication(View):
    """The round it is for."""

    id: UUID
    name: str
    state: str
    opens_at: datetime
    closes_at: datetime


class StudioOfApplication(View):
    """The studio it is for."""

    id: UUID
    name: str
    host_name: str


class ApplicantView(View):
    """Whose it is."""

    id: UUID
    name: str | None
    school_name: str | None


class MembershipOfApplication(View):
    """What it led to."""

    id: UUID
    state: MembershipState
    admitted_at: datetime


class RecommendedBefore(View):
    """What the school had said beforehand."""

    studio_id: UUID
    studio_name: str
    school_name: str
    reason: str
    attestations: list[Attestation]
    recommended_by_name: str
    recommended_at: datetime


class Obstacle(View):
    """What stands against applying, as submitting would be refused with it; `application_id` where it is another application."""

    code: str
    words: str
    application_id: UUID | None


class ApplicationView(View):
    """An application as its page shows it; the draft, its files and what may be done are its author's alone."""

    id: UUID
    case_no: str | None
    state: ApplicationState
    state_since: datetime
    version: int
    revision: int
    county: str | None
    round: RoundOfApplication | None
    studio: StudioOfApplication | None
    applicant: ApplicantView
    submitted_at: datetime | None
    returned_by: Level | None
    correction_until: datetime | None
    round_closed_at: datetime | None
    suspended_at: datetime | None
    cause: str | None
    membership: MembershipOfApplication | None
    revisions: list[RevisionView]
    is_own: bool
    draft: DraftView | None
    files: list[AttachedView]
    changed_fields: list[str]
    may: list[str]
    obstacle: Obstacle | None
    recommendation: RecommendedBefore | None
