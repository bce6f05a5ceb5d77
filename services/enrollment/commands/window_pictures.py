"""Pictures of a window: kept by content hash, each with words for those who do not see it."""

import hashlib
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.errors import not_found
from chassis.ids import uuid7
from chassis.store.database import Transaction
from services.enrollment.commands.files import NewFile
from services.enrollment.commands.windows import change, hold
from services.enrollment.domain import windows
from services.enrollment.models import FileContent, WindowPicture
from services.enrollment.models.base import AnyRow
from services.enrollment.queries import windows as queries


async def add_picture(
    transaction: Transaction, studio_id: UUID, host_id: UUID, file: NewFile, typed_alt: str
) -> AnyRow:
    """Add a picture to the window. The same picture again is the one that is there, under the new words if they differ.

    Raises InvalidError `alt` without such words, `too_many_pictures` for one more than there is room for.
    """
    alt = windows.alternative(typed_alt)
    window = await hold(transaction, studio_id, host_id)
    sha256 = hashlib.sha256(file.content).hexdigest()
    there = await queries.pictures(transaction.connection, window.id)
    same = next((picture for picture in there if picture.sha256 == sha256), None)
    if same is not None:
        return same if same.alt == alt else await _describe(transaction, window, host_id, same.id, alt)
    if len(there) >= windows.MOST_PICTURES:
        raise windows.too_many_pictures()
    await transaction.execute(insert(FileContent).values(sha256=sha256, content=file.content).on_conflict_do_nothing())
    row = {
        "id": uuid7(), "window_id": window.id, "number": await queries.next_number(transaction.connection, window.id),
        "sha256": sha256, "media_type": file.media_type, "size": len(file.content), "alt": alt,
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
