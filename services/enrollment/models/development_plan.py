"""Development plans as members hand them in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.tables import contents
from services.enrollment.domain.development_plan.fields import LONGEST_YEARS, SHORTEST_YEARS
from services.enrollment.domain.development_plan.states import PLAN_STATES
from services.enrollment.models.base import Base, one_of


class DevelopmentPlan(Base):
    """A revision of a trainee's development plan (Arts. 5.2, 6.1); the latest one counts, and one waits at most."""

    __tablename__ = "development_plans"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))
    revision: Mapped[int]
    title: Mapped[str]
    years: Mapped[int]
    state: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey(contents.c.sha256))
    uploaded_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    opinion: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("membership_id", "revision"),
        CheckConstraint(one_of(PLAN_STATES), name="state"),
        CheckConstraint(f"years BETWEEN {SHORTEST_YEARS} AND {LONGEST_YEARS}", name="years"),
        CheckConstraint("(state IN ('CONFIRMED', 'RETURNED')) = (decided_at IS NOT NULL)", name="decided"),
        Index("one_undecided_plan", "membership_id", unique=True, postgresql_where=text("state = 'SUBMITTED'")),
    )
