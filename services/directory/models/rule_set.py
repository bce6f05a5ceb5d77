"""Versions of the rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.directory.models.base import Base


class RuleSetVersion(Base):
    """A rule set as drafted or published; a published one never changes."""

    __tablename__ = "rule_sets"
    __table_args__ = (
        CheckConstraint("(published_at IS NULL) = (effective_from IS NULL)", "published_with_a_date"),
        Index("ix_rule_sets_effective", "effective_from", "version"),
    )

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    drafted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    drafted_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    effective_from: Mapped[datetime | None]
