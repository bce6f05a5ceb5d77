"""Rows."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

STAGES = ("school", "county", "municipal")
OFFICES = {"school": "trainee_school:1", "county": "county_office:330328", "municipal": "municipal_office:city"}


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class Base(AsyncAttrs, DeclarativeBase):
    """All tables."""

    type_annotation_map = {dict[str, Any]: JSONB, list[str]: JSONB, datetime: DateTime(timezone=True)}  # noqa: RUF012


class Person(Base):
    """Somebody who applies or decides."""

    __tablename__ = "people"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    holds: Mapped[list["Holding"]] = relationship(lazy="selectin")


class Holding(Base):
    """An office somebody holds."""

    __tablename__ = "holdings"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    office: Mapped[str] = mapped_column(primary_key=True)


class Case(Base):
    """An application on its way."""

    __tablename__ = "cases"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(unique=True)
    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    studio: Mapped[str]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="DRAFT")
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Task(Base):
    """What lies before an office."""

    __tablename__ = "tasks"
    __table_args__ = (Index("tasks_of_office", "office", "state", "due_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    case_no: Mapped[str]
    stage: Mapped[str]
    office: Mapped[str]
    revision: Mapped[int]
    content_hash: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="OPEN")


class Decision(Base):
    """What somebody decided."""

    __tablename__ = "decisions"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), unique=True)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    verb: Mapped[str]
    opinion: Mapped[str]
    attestations: Mapped[list[str]]
    decided_at: Mapped[datetime]


class Member(Base):
    """Who was admitted, and where."""

    __tablename__ = "members"
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    studio: Mapped[str]
    since: Mapped[datetime] = mapped_column(default=now)
