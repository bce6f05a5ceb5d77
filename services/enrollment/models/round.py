"""Recruiting rounds, the studios that recruit in each, and the places of a round."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.enrollment.models.base import Base


class Round(Base):
    """A recruiting round. `closed_at` is the moment the closing was committed."""

    __tablename__ = "rounds"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    cycle: Mapped[str]
    state: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int]

    __table_args__ = (
        CheckConstraint("state IN ('OPEN', 'CLOSED')", name="state"),
        CheckConstraint("(state = 'CLOSED') = (closed_at IS NOT NULL)", name="closed_at"),
        CheckConstraint("closes_at > opens_at", name="times"),
    )


class RoundStudio(Base):
    """A studio recruits in a round."""

    __tablename__ = "round_studios"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    studio_id: Mapped[UUID] = mapped_column(ForeignKey("studios.id"), primary_key=True)


class RoundQuota(Base):
    """How many a round may admit in a county, or into a studio."""

    __tablename__ = "round_quotas"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"))
    county: Mapped[str | None]
    studio_id: Mapped[UUID | None] = mapped_column(ForeignKey("studios.id"))
    places: Mapped[int]

    __table_args__ = (
        CheckConstraint("(county IS NULL) <> (studio_id IS NULL)", name="of_one"),
        CheckConstraint("places >= 0", name="places"),
        Index(
            "one_quota_each", "round_id", "county", "studio_id", unique=True, postgresql_nulls_not_distinct=True
        ),
    )  # fmt: skip
