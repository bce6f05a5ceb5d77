"""Applications, what is typed and what was sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.files import FileColumns
from services.enrollment.domain.application.fields import DRAFT_LIMITS
from services.enrollment.domain.application.states import LIFE, LIVE
from services.enrollment.models.base import Base, one_of


class Application(Base):
    """Where an application stands. Studio, school and county are those of the last revision; a draft has none.

    `round_closed_at` and `suspended_at`: what happened to its round and its studio while it was live. `cause`: why it stands as it does
    where neither its applicant nor an office brought it there. `file_changes` counts files added and removed, so that a submission sees
    the very files it freezes.
    """

    __tablename__ = "applications"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_no: Mapped[str | None]
    applicant_id: Mapped[UUID]
    state: Mapped[str]
    state_since: Mapped[datetime]
    version: Mapped[int]
    file_changes: Mapped[int] = mapped_column(server_default="0")
    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("rounds.id"))
    cycle: Mapped[str | None]
    studio_id: Mapped[UUID | None] = mapped_column(ForeignKey("studios.id"))
    county: Mapped[str | None]
    school_id: Mapped[UUID | None]
    revision: Mapped[int] = mapped_column(server_default="0")
    content_hash: Mapped[str | None]
    plan: Mapped[dict[str, Any] | None]
    submitted_at: Mapped[datetime | None]
    returned_by: Mapped[str | None]
    correction_until: Mapped[datetime | None]
    round_closed_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    cause: Mapped[str | None]
    withdrawal_reason: Mapped[str | None]
    taken: Mapped[list[UUID]] = mapped_column(server_default="{}")

    __table_args__ = (
        CheckConstraint(one_of(LIFE.states), name="state"),
        CheckConstraint("state IN ('DRAFT', 'WITHDRAWN') OR revision > 0", name="revision"),
        CheckConstraint("(state = 'RETURNED') = (correction_until IS NOT NULL)", name="correction_until"),
        Index("one_live_application", "applicant_id", "cycle", unique=True, postgresql_where=text(one_of(LIVE))),
        Index("uq_applications_case_no", "case_no", unique=True),
        Index(None, "applicant_id"),
        Index("ix_applications_overview", "round_id", "county", "studio_id", "state"),
        Index("ix_applications_of_studio", "studio_id", "state"),
        Index("ix_applications_newest", "submitted_at", "id"),
        Index("ix_applications_newest_of_county", "county", "submitted_at", "id"),
        Index("ix_applications_newest_of_school", "school_id", "submitted_at", "id"),
    )


class Draft(Base):
    """What the applicant is typing: as typed, half-finished or wrong. Never shown to an office."""

    __tablename__ = "drafts"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    round_id: Mapped[UUID | None]
    studio_id: Mapped[UUID | None]
    motivation: Mapped[str] = mapped_column(String(DRAFT_LIMITS["motivation"]))
    post: Mapped[str] = mapped_column(String(DRAFT_LIMITS["post"]))
    title: Mapped[str] = mapped_column(String(DRAFT_LIMITS["title"]))
    phone: Mapped[str] = mapped_column(String(DRAFT_LIMITS["phone"]))
    saved_at: Mapped[datetime]


class Revision(Base):
    """A frozen revision; `from_version` is the version that was sent, so that a double click finds it."""

    __tablename__ = "revisions"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    from_version: Mapped[int]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    submitted_at: Mapped[datetime]


class ApplicationFile(FileColumns, Base):
    """A file attached to an application. One that was removed stays readable where a revision names it."""

    __tablename__ = "application_files"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "one_file_once",
            "application_id",
            "sha256",
            "name",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
    )
