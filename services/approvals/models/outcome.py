"""Who was told what became of a case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.approvals.models.base import Base


class Outcome(Base):
    """The newest outcome of a case that somebody waited for and was told of; unread until they have seen the case."""

    __tablename__ = "outcomes"
    __table_args__ = (Index("outcomes_unread", "person_id", "at", postgresql_where=text("seen_at IS NULL")),)

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.case_id"), primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
