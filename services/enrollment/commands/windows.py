"""The host builds the studio's window (窗口, Art. 8.1) and opens it to everybody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.errors import not_found
from chassis.ids import uuid7
from chassis.store.database import Transaction
from contracts.events.enrollment import WindowChanged, WindowPublished
from services.enrollment.domain import windows
from services.enrollment.domain.life import OPEN_TO_ALL
from services.enrollment.models import Studio, StudioWindow
from services.enrollment.models.base import AnyRow
from services.enrollment.queries import windows as queries


@dataclass(frozen=True)
class Saved:
    """The version the next save starts from."""

    version: int
    saved_at: datetime


async def save_window(transaction: Transaction, studio_id: UUID, host_id: UUID, typed: str, base_version: int) -> Saved:
    """Keep the window's text; where the window is published, everybody reads it from now on.

    Raises InvalidError for a text that cannot be kept, or an empty one in a published window; ConflictError `stale_page`
    where another text was saved since `base_version`. The same text again is no change.
    """
    text = windows.folded(typed)
    window = await hold(transaction, studio_id, host_id)
    if window.text == text:
        return Saved(window.version, window.updated_at)
    if not window.text_version <= base_version <= window.version:
        raise windows.stale_window(window.version, window.updated_at, window.text)
    if window.published_at is not None and windows.is_empty(text):
        raise windows.empty_window()
    now = clock.business()
    version = window.version + 1
    saving = update(StudioWindow).where(StudioWindow.id == window.id)
    changes = {"text": text, "version": version, "text_version": version, "updated_at": now, "updated_by": host_id}
    await transaction.execute(saving.values(changes))
    _tell_change(transaction, window, version, now)
    return Saved(version, now)


async def publish_window(transaction: Transaction, studio_id: UUID, host_id: UUID) -> datetime:
    """Let everybody read the window. Returns when that was first done, be it now or before.

    Raises ConflictError `not_open` before the studio recruits, InvalidError `window_empty` where there is nothing to read.
    """
    window = await hold(transaction, studio_id, host_id)
    if window.published_at is not None:
        return window.published_at  # type: ignore[no-any-return]
    if window.studio_state not in OPEN_TO_ALL:
        raise windows.not_open(window.studio_state)
    if windows.is_empty(window.text):
        raise windows.empty_window()
    now = clock.business()
    publishing = update(StudioWindow).where(StudioWindow.id == window.id)
    await transaction.execute(publishing.values(published_at=now, version=window.version + 1))
    said = WindowPublished(studio_id=studio_id, published_at=now)
    transaction.emit(said, subject=window.id, version=window.version + 1)
    return now


async def hold(transaction: Transaction, studio_id: UUID, host_id: UUID) -> AnyRow:
    """The host's window, begun if need be, and held until the commit: what is compared with it stays so.

    Raises NotFoundError where there is no such studio, ForbiddenError for anybody but its host.
    """
    first = {
        "id": uuid7(), "text": "", "version": 0, "text_version": 0, "updated_at": clock.business(), "updated_by": host_id,
    }  # fmt: skip
    values = (literal(value, getattr(StudioWindow, name).type) for name, value in first.items())
    begun = select(Studio.id, *values).where(Studio.id == studio_id, Studio.host_id == host_id)
    beginning = insert(StudioWindow).from_select(["studio_id", *first], begun)
    await transaction.execute(beginning.on_conflict_do_nothing())
    window = await queries.held(transaction.connection, studio_id, host_id)
    if window is None:
        is_open = await queries.is_open(transaction.connection, studio_id)
        raise windows.not_the_host() if is_open else not_found("没有这个工作室。", "There is no such studio.")
    return window


async def change(transaction: Transaction, window: AnyRow, host_id: UUID) -> None:
    """Something else than the text of a window that is held has changed."""
    now = clock.business()
    changing = update(StudioWindow).where(StudioWindow.id == window.id)
    await transaction.execute(changing.values(version=window.version + 1, updated_at=now, updated_by=host_id))
    _tell_change(transaction, window, window.version + 1, now)


def _tell_change(transaction: Transaction, window: AnyRow, version: int, now: datetime) -> None:
    """Nobody hears of a window that nobody can read."""
    if window.published_at is not None:
        changed = WindowChanged(studio_id=window.studio_id, changed_at=now)
        transaction.emit(changed, subject=window.id, version=version)
