"""What was decided on in a case about a studio or a member: frozen revisions and papers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.files import FileColumns
from services.enrollment.models.base import Base


class CaseRevision(Base):
    """A frozen revision of a case about a studio or a member."""

    __tablename__ = "case_revisions"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[UUID | None]
    frozen_by_name: Mapped[str | None]


class CaseFile(FileColumns, Base):
    """A file handed in for such a case, before or after there is one under this id."""

    __tablename__ = "case_files"
    __table_args__ = (UniqueConstraint("case_id", "added_by", "sha256", "name"),)

    case_id: Mapped[UUID]
