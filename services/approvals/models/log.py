"""The decision log of a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.approvals.models.base import Base


class LogEntry(Base):
    """One entry of a case's decision log; a trigger refuses to change or remove it."""

    __tablename__ = "log_entries"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.case_id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(unique=True)
    verb: Mapped[str]
    at: Mapped[datetime]
    task_id: Mapped[UUID | None]
    stage: Mapped[str | None]
    turn: Mapped[int | None]
    seat: Mapped[int | None]
    revision: Mapped[int | None]
    content_hash: Mapped[str | None]
    rule_set_version: Mapped[int | None]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str | None]
    proxy_id: Mapped[UUID | None]
    acting_for_id: Mapped[UUID | None]
    acting_for_name: Mapped[str | None]
    opinion: Mapped[str | None]
    attestations: Mapped[list[str]]
    files: Mapped[list[dict[str, Any]]]
    details: Mapped[dict[str, Any]]
    signature: Mapped[str | None]
    prev_hmac: Mapped[str]
    hmac: Mapped[str]
