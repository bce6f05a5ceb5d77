"""Who holds which office, from `directory`'s events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.base import Told
from services.approvals.models.base import Base


class Person(Told, Base):
    """A person's name, for the lists of who holds an office."""

    __tablename__ = "people"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class Assignment(Told, Base):
    """A person holds an office from and until certain moments; until is exclusive."""

    __tablename__ = "assignments"
    __table_args__ = (Index("assignments_person", "person_id"), Index("assignments_office", "office_key"))

    assignment_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    office_key: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]


class OfficeName(Base):
    """What an office is called."""

    __tablename__ = "office_names"

    office_key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Proxy(Told, Base):
    """A deputy may act for a principal in the offices named, from and until certain moments (委托)."""

    __tablename__ = "proxies"
    __table_args__ = (Index("proxies_deputy", "deputy_id"), Index("proxies_principal", "principal_id"))

    proxy_id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID]
    principal_name: Mapped[str]
    deputy_id: Mapped[UUID]
    office_keys: Mapped[list[str]]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
