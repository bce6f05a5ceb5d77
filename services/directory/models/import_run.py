"""What was imported."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.directory.models.base import Base


class ImportRun(Base):
    """Who imported what: the same id finds the first answer."""

    __tablename__ = "imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    imported_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    imported_at: Mapped[datetime]
    content_hash: Mapped[str]
    counts: Mapped[dict[str, Any]]
