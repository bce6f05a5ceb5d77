"""Files handed in with decisions."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.files import FileColumns
from services.approvals.models.base import Base


class File(FileColumns, Base):
    """A file somebody added to a task; `decision_id` is set by the decision that names it."""

    __tablename__ = "files"
    __table_args__ = (Index("files_task", "task_id"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.task_id"))
    decision_id: Mapped[UUID | None]
