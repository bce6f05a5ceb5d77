"""What an office has to do."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.approvals.models.base import Base

OPEN = text("state = 'OPEN'")


class Task(Base):
    """A frozen revision put before an office. Its id follows from case, stage, turn and seat.

    `planned` is the stage as the case's plan has it. How it was decided is repeated here from the log, for the lists.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("state IN ('OPEN', 'DECIDED', 'CLOSED')", name="state"),
        CheckConstraint("(state = 'DECIDED') = (decision_id IS NOT NULL)", name="decided"),
        Index("tasks_open", "office_key", "due_at", "task_id", postgresql_where=OPEN),
        Index(
            "tasks_shown",
            "shown_to",
            "due_at",
            "task_id",
            postgresql_where=text("state = 'OPEN' AND shown_to IS NOT NULL"),
        ),
        Index(
            "tasks_claimed",
            "claimed_by",
            "due_at",
            "task_id",
            postgresql_where=text("state = 'OPEN' AND claimed_by IS NOT NULL"),
        ),
        Index(
            "tasks_reminded",
            "office_key",
            "last_reminded_at",
            postgresql_where=text("state = 'OPEN' AND reminded_count > 0"),
        ),
        Index("tasks_done", "decided_by", "decided_at", "task_id", postgresql_where=text("decided_by IS NOT NULL")),
        Index("tasks_oldest", "opened_at", "task_id", postgresql_where=OPEN),
        Index("tasks_decided", "decided_at", postgresql_where=text("decided_at IS NOT NULL")),
        Index("tasks_decision", "decision_id", unique=True),
        Index("tasks_case", "case_id"),
    )

    task_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.case_id"))
    kind: Mapped[str]
    stage: Mapped[str]
    turn: Mapped[int]
    seat: Mapped[int]
    office_key: Mapped[str]
    shown_to: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="OPEN")
    reason: Mapped[str | None]
    revision: Mapped[int]
    content_hash: Mapped[str]
    planned: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    next_reminder_at: Mapped[datetime]
    last_reminded_at: Mapped[datetime | None]
    reminded_count: Mapped[int] = mapped_column(server_default="0")
    claimed_by: Mapped[UUID | None]
    claimed_by_name: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    decision_id: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]
    decided_for_name: Mapped[str | None]
    verb: Mapped[str | None]
    opinion: Mapped[str | None]
    overtaken_at: Mapped[datetime | None]
    overtaken_reason: Mapped[str | None]
    overtaken_seen_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None]
