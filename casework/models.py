"""What every service keeps to know who may act: offices and proxies as `directory` tells them, and who acted in which case.

Their migrations stand in `casework/migrations`, run before a service's own, and a test compares the two.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.store.base import TYPES, Told, new_metadata


class Base(DeclarativeBase):
    """Declares the tables; statements are Core."""

    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = TYPES


class KnownAssignment(Told, Base):
    """A person holds an office (`role:scope`) from and until certain moments; until is exclusive."""

    __tablename__ = "known_assignments"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    office_key: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]

    __table_args__ = (Index(None, "person_id"), Index(None, "office_key"))


class KnownProxy(Told, Base):
    """A deputy may act for a principal in the offices named, from and until certain moments (委托)."""

    __tablename__ = "known_proxies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID]
    principal_name: Mapped[str]
    deputy_id: Mapped[UUID]
    office_keys: Mapped[list[str]]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]

    __table_args__ = (Index(None, "deputy_id"), Index(None, "principal_id"))


class Act(Base):
    """Somebody acted in a case, or was acted for: where, in the form of `casework.authority.Place` or `Level`."""

    __tablename__ = "acts"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
