"""What schools recommend beforehand, and the sheets in which they do so for many at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.files import FileColumns
from services.enrollment.models.base import Base


class Recommendation(Base):
    """A school recommends a teacher to a studio before the teacher applies (Art. 4.2); the school is the one of that moment."""

    __tablename__ = "recommendations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"))
    studio_id: Mapped[UUID] = mapped_column(ForeignKey("studios.id"))
    teacher_id: Mapped[UUID]
    school_id: Mapped[UUID]
    reason: Mapped[str]
    attestations: Mapped[list[str]]
    recommended_by: Mapped[UUID]
    recommended_by_name: Mapped[str]
    recommended_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "one_live_recommendation",
            "round_id",
            "teacher_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(None, "round_id", "studio_id"),
        Index(None, "school_id", "recommended_at", "id"),
        Index(None, "teacher_id"),
    )


class RecommendationImport(FileColumns, Base):
    """A sheet that was checked as a whole: what is wrong in it, or its rows as they were understood.

    Once it is started, a job of the same id takes the rows in.
    """

    __tablename__ = "recommendation_imports"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"))
    total: Mapped[int]
    faults: Mapped[list[dict[str, Any]]]
    rows: Mapped[list[dict[str, Any]]]

    __table_args__ = (Index(None, "added_by", "added_at"),)
