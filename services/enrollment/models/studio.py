"""Studios, what happened to each over the years, and who hosted it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.enrollment.domain.studio.states import FUND_BEFORE, LIFE
from services.enrollment.models.base import Base, one_of


class Studio(Base):
    """A studio, as the city loaded it or as it was nominated. `county` is where it goes, or is proposed to go.

    The base school is the one that has confirmed; `proposed_school_id` the one that is asked. `waiver` says why it began
    with fewer members than the least (Art. 4.1). `fund_amount` is in fen.
    """

    __tablename__ = "studios"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    county: Mapped[str]
    school_level: Mapped[str]
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
    state: Mapped[str] = mapped_column(server_default="RECRUITING")
    state_since: Mapped[datetime | None]
    case_no: Mapped[str | None]
    nominated_by: Mapped[UUID | None]
    nominated_by_name: Mapped[str | None]
    host_school_id: Mapped[UUID | None]
    host_term: Mapped[int] = mapped_column(server_default="1")
    proposed_school_id: Mapped[UUID | None]
    proposed_school_name: Mapped[str | None]
    revision: Mapped[int] = mapped_column(server_default="0")
    content_hash: Mapped[str | None]
    plan: Mapped[dict[str, Any] | None]
    waiver: Mapped[str | None]
    fund_state: Mapped[str | None]
    fund_amount: Mapped[int | None] = mapped_column(BigInteger)
    taken: Mapped[list[UUID]] = mapped_column(server_default="{}")

    __table_args__ = (
        CheckConstraint(one_of(LIFE.states), name="state"),
        CheckConstraint(f"fund_state IN ({', '.join(map(repr, FUND_BEFORE))})", name="fund_state"),
        Index(None, "county", "name", "id"),
        Index(None, "host_id"),
        Index("uq_studios_case_no", "case_no", unique=True),
        Index(None, "state"),
    )


class StudioHistory(Base):
    """One change of a studio: of its state, its money, its host or its cap. `seq` is the version it led to."""

    __tablename__ = "studio_history"

    studio_id: Mapped[UUID] = mapped_column(ForeignKey("studios.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    value: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str | None]
    reason: Mapped[str]


class HostTerm(Base):
    """A term of a host that is over; the present one stands in the studio's own row."""

    __tablename__ = "host_terms"

    studio_id: Mapped[UUID] = mapped_column(ForeignKey("studios.id"), primary_key=True)
    term: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[UUID]
    host_name: Mapped[str]
    host_school_name: Mapped[str]
    since: Mapped[datetime | None]
    until: Mapped[datetime]
    reason: Mapped[str]
