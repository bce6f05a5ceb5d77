"""What schools recommend beforehand, and the sheets in which they do so for many at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

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


class RecommendationImport(Base):
    """A sheet that was checked as a whole, and how far it has been taken in. One with faults has no rows to take in."""

    __tablename__ = "recommendation_imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("file_contents.sha256"))
    file_name: Mapped[str]
    uploaded_by: Mapped[UUID]
    uploaded_by_name: Mapped[str]
    uploaded_at: Mapped[datetime]
    state: Mapped[str]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    correlation_id: Mapped[str]

    __table_args__ = (
        CheckConstraint("state IN ('CHECKED', 'RUNNING', 'DONE')", name="state"),
        CheckConstraint("done BETWEEN 0 AND total", name="done"),
        Index("recommendation_imports_running", "started_at", postgresql_where=text("state = 'RUNNING'")),
        Index(None, "uploaded_by", "uploaded_at"),
    )


class RecommendationImportRow(Base):
    """One row of a sheet without faults, as it was understood; `number` is the row's in the sheet."""

    __tablename__ = "recommendation_import_rows"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("recommendation_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    studio_id: Mapped[UUID]
    teacher_id: Mapped[UUID]
    school_id: Mapped[UUID]
    reason: Mapped[str]
