"""Attendance as `activities` tells it, and the cases that truancy leads to (Art. 7)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.base import Told
from services.enrollment.domain.disqualification.states import LIFE, RUNNING
from services.enrollment.models.base import Base, one_of


class Attendance(Told, Base):
    """One member at one activity. `version` is that of the row at `activities`: what is older is ignored."""

    __tablename__ = "attendances"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    membership_id: Mapped[UUID]
    activity_id: Mapped[UUID]
    attendance: Mapped[str]
    held_at: Mapped[datetime]

    __table_args__ = (Index("ix_attendances_truant", "membership_id", postgresql_where=text("attendance = 'TRUANT'")),)


class Disqualification(Base):
    """A case about a member's place in a cycle. `until` is when a statement or an appeal must be in.

    Membership, studio and host are those of the place the person has now, wherever a transfer has taken it, or of the one that was lost.
    `lifted_at`: from when on the person may be admitted in the cycle again all the same.
    """

    __tablename__ = "disqualifications"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_no: Mapped[str]
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))
    cycle: Mapped[str]
    studio_id: Mapped[UUID]
    trainee_id: Mapped[UUID]
    trainee_name: Mapped[str]
    school_id: Mapped[UUID]
    host_id: Mapped[UUID]
    county: Mapped[str]
    state: Mapped[str]
    state_since: Mapped[datetime]
    until: Mapped[datetime | None]
    truancies: Mapped[int]
    statement: Mapped[str | None]
    appeal: Mapped[str | None]
    appeal_closed_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    lifted_reason: Mapped[str | None]
    version: Mapped[int]
    revision: Mapped[int]
    content_hash: Mapped[str]
    plan: Mapped[dict[str, Any]]
    taken: Mapped[list[UUID]] = mapped_column(server_default="{}")

    __table_args__ = (
        CheckConstraint(one_of(LIFE.states), name="state"),
        Index("uq_disqualifications_case_no", "case_no", unique=True),
        Index(None, "membership_id"),
        Index(None, "trainee_id"),
        Index(
            "one_running_disqualification",
            "trainee_id",
            "cycle",
            unique=True,
            postgresql_where=text(f"{one_of(RUNNING)} OR (state = 'DISQUALIFIED' AND appeal_closed_at IS NULL)"),
        ),
    )
