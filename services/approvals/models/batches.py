"""Many tasks decided alike, one by one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.approvals.models.base import Base


class Batch(Base):
    """A job: what is to be decided, by whom."""

    __tablename__ = "batches"

    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    proxy_id: Mapped[UUID | None]
    verb: Mapped[str]
    opinion: Mapped[str]
    attestations: Mapped[list[str]]
    started_at: Mapped[datetime]
    total: Mapped[int]
    correlation_id: Mapped[str]


class BatchItem(Base):
    """One task of a job and what became of it; settled in the transaction of its decision, so never twice.

    `tries` counts those that met a fault; refused is none.
    """

    __tablename__ = "batch_items"
    __table_args__ = (
        CheckConstraint("state IN ('PENDING', 'DONE', 'FAILED')", name="state"),
        Index("batch_items_pending", "next_try_at", "batch_id", "ordinal", postgresql_where=text("state = 'PENDING'")),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batches.batch_id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[UUID]
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="PENDING")
    problem: Mapped[dict[str, Any] | None]
    settled_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    next_try_at: Mapped[datetime]
