"""Studios and the rounds in which they recruit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.enrollment.models.base import Base


class Studio(Base):
    """A studio as the city loaded it."""

    __tablename__ = "studios"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    county: Mapped[str]
    stage: Mapped[str]
    track: Mapped[str]
    subject: Mapped[str]
    host_id: Mapped[UUID]
    host_name: Mapped[str]
    host_school_name: Mapped[str]
    host_titles: Mapped[list[str]]
    base_school_id: Mapped[UUID | None]
    base_school_name: Mapped[str]
    soft_cap: Mapped[int | None]
    version: Mapped[int]

    __table_args__ = (Index(None, "county", "name", "id"), Index(None, "host_id"))


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
