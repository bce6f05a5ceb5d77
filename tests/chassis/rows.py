"""Tables of a service that exists in these tests alone."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.store.base import TYPES, Sorted, Told, new_metadata


class Base(DeclarativeBase):
    """Declares them as a service does."""

    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = TYPES


class Village(Told, Base):
    """Something another service speaks of."""

    __tablename__ = "villages"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[Sorted]
    people: Mapped[int]
    founded: Mapped[date | None]
    seen_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(server_default="")
