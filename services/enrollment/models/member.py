"""The memberships that come of admissions, and the alerts of studios that have become too small."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.enrollment.models.base import Base


class Membership(Base):
    """A trainee of a studio, by an admission. Only the trainee decides whether the studio's window shows the name.

    A transfer ends one and begins another of the same application; `transferred_to` names it, so that an application has
    one membership that goes on or was the last.
    """

    __tablename__ = "memberships"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    trainee_id: Mapped[UUID]
    studio_id: Mapped[UUID] = mapped_column(ForeignKey("studios.id"))
    cycle: Mapped[str]
    school_id: Mapped[UUID]
    state: Mapped[str]
    decision_id: Mapped[UUID]
    admitted_at: Mapped[datetime]
    shown_by_name: Mapped[bool] = mapped_column(server_default="false")
    shown_by_name_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]
    ended_by: Mapped[UUID | None]
    transferred_to: Mapped[UUID | None] = mapped_column(
        ForeignKey("memberships.id", deferrable=True, initially="DEFERRED")
    )
    state_since: Mapped[datetime] = mapped_column(Computed("COALESCE(ended_at, admitted_at)", persisted=True))

    __table_args__ = (
        CheckConstraint("state IN ('ACTIVE', 'COMPLETED', 'LEFT', 'DISQUALIFIED')", name="state"),
        CheckConstraint("(state = 'ACTIVE') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("transferred_to IS NULL OR state = 'LEFT'", name="transferred"),
        Index("one_live_membership", "trainee_id", "cycle", unique=True, postgresql_where=text("state = 'ACTIVE'")),
        Index(
            "one_membership_of_application",
            "application_id",
            unique=True,
            postgresql_where=text("transferred_to IS NULL"),
        ),
        Index("uq_memberships_transferred_to", "transferred_to", unique=True),
        Index(None, "studio_id", "state"),
        Index(None, "trainee_id", "admitted_at"),
    )


class MemberAlert(Base):
    """A studio fell below the least number of members (Art. 4.1); `members` and `minimum` are those of that moment."""

    __tablename__ = "member_alerts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    studio_id: Mapped[UUID] = mapped_column(ForeignKey("studios.id"))
    raised_at: Mapped[datetime]
    members: Mapped[int]
    minimum: Mapped[int]
    resolved_at: Mapped[datetime | None]

    __table_args__ = (Index("one_open_alert", "studio_id", unique=True, postgresql_where=text("resolved_at IS NULL")),)
