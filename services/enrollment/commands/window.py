"""The host builds the studio's window (窗口, Art. 8.1) and opens it to everybody. Pictures are kept by content hash."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.errors import not_found
from chassis.formats import NewFile
from chassis.ids import uuid7
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from chassis.store.files import keep_content
from contracts.events.enrollment import WindowChanged, WindowPublished
from services.enrollment.commands.studio.dossier import rise
from services.enrollment.domain.studio.problems import no_such_studio
from services.enrollment.domain.studio.states import OPEN_TO_ALL
from services.enrollment.domain.window import problems as window_problems
from services.enrollment.domain.window import text as window_text
from services.enrollment.models import Studio, StudioWindow, WindowPicture
from services.enrollment.queries import window as queries


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
    text = window_text.folded(typed)
    window = await hold(transaction, studio_id, host_id)
    if window.text == text:
        return Saved(window.version, window.updated_at)
    if not window.text_version <= base_version <= window.version:
        raise window_problems.stale_window(window.version, window.updated_at, window.text)
    if window.published_at is not None and window_text.is_empty(text):
        raise window_problems.empty_window()
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
        raise window_problems.not_open(window.studio_state)
    if window_text.is_empty(window.text):
        raise window_problems.empty_window()
    now = clock.business()
    publishing = update(StudioWindow).where(StudioWindow.id == window.id)
    await transaction.execute(publishing.values(published_at=now, version=window.version + 1))
    said = WindowPublished(studio_id=studio_id, published_at=now)
    transaction.emit(said, subject=window.id, version=window.version + 1)
    await rise(transaction, studio_id, now)
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
        raise window_problems.not_the_host() if is_open else no_such_studio()
    return window


async def change(transaction: Transaction, window: AnyRow, host_id: UUID) -> None:
    """Note that something else than the text of a window, which is held, has changed."""
    now = clock.business()
    changing = update(StudioWindow).where(StudioWindow.id == window.id)
    await transaction.execute(changing.values(version=window.version + 1, updated_at=now, updated_by=host_id))
    _tell_change(transaction, window, window.version + 1, now)


def _tell_change(transaction: Transaction, window: AnyRow, version: int, now: datetime) -> None:
    """Tell of the change where the window is published: nobody hears of one that nobody can read."""
    if window.published_at is not None:
        changed = WindowChanged(studio_id=window.studio_id, changed_at=now)
        transaction.emit(changed, subject=window.id, version=version)


async def add_picture(
    transaction: Transaction, studio_id: UUID, host_id: UUID, file: NewFile, typed_alt: str
) -> AnyRow:
    """Add a picture to the window. The same picture again is the one that is there, under the new words if they differ.

    Raises InvalidError `alt` without such words, `too_many_pictures` for one more than there is room for.
    """
    alt = window_text.alternative(typed_alt)
    window = await hold(transaction, studio_id, host_id)
    there = await queries.pictures(transaction.connection, window.id)
    same = next((picture for picture in there if picture.sha256 == file.sha256), None)
    if same is not None:
        return same if same.alt == alt else await _describe(transaction, window, host_id, same.id, alt)
    if len(there) >= window_text.MOST_PICTURES:
        raise window_problems.too_many_pictures()
    await keep_content(transaction, file)
    row = {
        "id": uuid7(), "window_id": window.id, "number": await queries.next_number(transaction.connection, window.id),
        "sha256": file.sha256, "media_type": file.media_type, "size": file.size, "alt": alt,
        "added_at": clock.business(),
    }  # fmt: skip
    adding = insert(WindowPicture).values(row).returning(*WindowPicture.__table__.columns)
    added = (await transaction.execute(adding)).one()
    await change(transaction, window, host_id)
    return added


async def remove_picture(transaction: Transaction, studio_id: UUID, host_id: UUID, picture_id: UUID) -> None:
    """Take a picture out of the window; where the text names it, nothing is shown. Doing it twice is once."""
    window = await hold(transaction, studio_id, host_id)
    this = WindowPicture.id == picture_id, WindowPicture.window_id == window.id
    removing = update(WindowPicture).where(*this, WindowPicture.removed_at.is_(None))
    removed = await transaction.execute(removing.values(removed_at=clock.business()).returning(WindowPicture.id))
    if removed.one_or_none() is not None:
        await change(transaction, window, host_id)
    elif not await queries.had_picture(transaction.connection, window.id, picture_id):
        raise not_found("没有这张图片。", "There is no such picture.")


async def _describe(transaction: Transaction, window: AnyRow, host_id: UUID, picture_id: UUID, alt: str) -> AnyRow:
    describing = update(WindowPicture).where(WindowPicture.id == picture_id).values(alt=alt)
    described = (await transaction.execute(describing.returning(*WindowPicture.__table__.columns))).one()
    await change(transaction, window, host_id)
    return described
