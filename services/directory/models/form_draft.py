"""What people have typed into forms and not sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.directory.models.base import Base


class FormDraft(Base):
    """A person's draft of one form; without fields it is over, and what was saved before it ended comes too late."""

    __tablename__ = "form_drafts"
    __table_args__ = (Index(None, "saved_at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[UUID]
    fields: Mapped[list[tuple[str, str]] | None] = mapped_column(JSONB(none_as_null=True))
    saved_at: Mapped[datetime]
