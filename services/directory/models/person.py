"""People."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.base import Sorted
from services.directory.models.base import Base


class Person(Base):
    """Somebody who takes part."""

    __tablename__ = "people"
    __table_args__ = (Index(None, "name", "id"), Index(None, "school_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[Sorted]
    phone: Mapped[str | None]
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("schools.id"))
    language: Mapped[str] = mapped_column(server_default="zh")
    version: Mapped[int]
