"""Who acts for whom (委托)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.directory.models.base import Base


class Proxy(Base):
    """A deputy acts for a principal in the offices named (委托)."""

    __tablename__ = "proxies"
    __table_args__ = (
        Index(None, "principal_id"),
        Index(None, "deputy_id"),
        CheckConstraint("deputy_id <> principal_id", "not_oneself"),
        CheckConstraint("cardinality(offices) > 0", "for_an_office"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    offices: Mapped[list[str]]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int]
