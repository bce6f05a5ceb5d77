"""A studio's window (窗口, Art. 8.1): what the host writes and shows there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.tables import contents
from services.enrollment.models.base import Base


class StudioWindow(Base):
    """One window a studio. `text_version` is the version that last changed the text: pictures never make a page's text stale."""

    __tablename__ = "studio_windows"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    studio_id: Mapped[UUID] = mapped_column(ForeignKey("studios.id"), unique=True)
    text: Mapped[str]
    version: Mapped[int]
    text_version: Mapped[int]
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID]

    __table_args__ = (CheckConstraint("published_at IS NULL OR text <> ''", name="published_at"),)


class WindowPicture(Base):
    """A picture of a window. `number` is how the text refers to it, and is never given twice in a window."""

    __tablename__ = "window_pictures"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    window_id: Mapped[UUID] = mapped_column(ForeignKey("studio_windows.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey(contents.c.sha256))
    media_type: Mapped[str]
    size: Mapped[int]
    alt: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("window_id", "number"),
        CheckConstraint("alt <> ''", name="alt"),
        Index("one_picture_once", "window_id", "sha256", unique=True, postgresql_where=text("removed_at IS NULL")),
        Index("ix_window_pictures_shown", "sha256", postgresql_where=text("removed_at IS NULL")),
    )
