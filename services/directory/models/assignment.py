"""Who holds which office, and when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.base import Sorted
from services.directory.models.base import Base


class Assignment(Base):
    """A person holds an office, from and until certain moments; until is exclusive."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "role", "scope"),
        CheckConstraint("valid_until > valid_from", "ends_after_start"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Sorted]
    scope: Mapped[Sorted]
    office_name: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    version: Mapped[int]
