"""Files handed in with decisions, by content."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.approvals.models.base import Base


class Content(Base):
    """The bytes, once for each SHA-256 (hex)."""

    __tablename__ = "contents"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class File(Base):
    """A file somebody added to a task; `decision_id` is set by the decision that names it."""

    __tablename__ = "files"
    __table_args__ = (
        Index("files_task", "task_id"),
        CheckConstraint("size BETWEEN 1 AND 10485760", name="size"),
    )

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.task_id"))
    decision_id: Mapped[UUID | None]
    name: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    sha256: Mapped[str] = mapped_column(ForeignKey("contents.sha256"))
    uploaded_by: Mapped[UUID]
    uploaded_at: Mapped[datetime]
