"""Files of an application: kept by content hash, in the transaction that attaches them."""

import hashlib
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.errors import not_found
from chassis.ids import uuid7
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from services.enrollment.commands.file import NewFile
from services.enrollment.domain.application import problems
from services.enrollment.domain.application.states import EDITABLE
from services.enrollment.domain.file import MOST_FILES, too_many
from services.enrollment.models import Application, ApplicationFile, FileContent
from services.enrollment.queries.application.draft import stored_draft


async def attach(transaction: Transaction, application_id: UUID, applicant_id: UUID, file: NewFile) -> AnyRow:
    """Attach a file to a draft or a returned application; the same file again is the one that is there.

    Raises NotFoundError, ConflictError `not_editable`, InvalidError `too_many_files`.
    """
    await _changing(transaction, application_id, applicant_id)
    sha256 = hashlib.sha256(file.content).hexdigest()
    columns = ApplicationFile.__table__.columns
    attached = ApplicationFile.application_id == application_id, ApplicationFile.removed_at.is_(None)
    same = select(*columns).where(*attached, ApplicationFile.sha256 == sha256, ApplicationFile.name == file.name)
    if (found := (await transaction.execute(same)).one_or_none()) is not None:
        return found
    count = await transaction.connection.scalar(select(func.count()).select_from(ApplicationFile).where(*attached))
    if (count or 0) >= MOST_FILES:
        raise too_many()
    bytes_ = insert(FileContent).values(sha256=sha256, content=file.content).on_conflict_do_nothing()
    await transaction.execute(bytes_)
    row = {
        "id": uuid7(),
        "application_id": application_id,
        "sha256": sha256,
        "name": file.name,
        "media_type": file.media_type,
        "size": len(file.content),
        "added_at": clock.business(),
    }
    return (await transaction.execute(insert(ApplicationFile).values(row).returning(*columns))).one()


async def remove(transaction: Transaction, application_id: UUID, applicant_id: UUID, file_id: UUID) -> None:
    """Take a file off. Where a frozen revision names it, it stays readable there. Doing it twice is once."""
    await _changing(transaction, application_id, applicant_id)
    removing = (
        update(ApplicationFile)
        .where(ApplicationFile.id == file_id, ApplicationFile.application_id == application_id)
        .values(removed_at=func.coalesce(ApplicationFile.removed_at, clock.business()))
        .returning(ApplicationFile.id)
    )
    if (await transaction.execute(removing)).one_or_none() is None:
        raise not_found("没有这个文件。", "There is no such file.")


async def _changing(transaction: Transaction, application_id: UUID, applicant_id: UUID) -> None:
    """Hold the application while its files change, and have a submission that has read them before find out."""
    changing = (
        update(Application)
        .where(
            Application.id == application_id,
            Application.applicant_id == applicant_id,
            Application.state.in_(EDITABLE),
        )
        .values(file_changes=Application.file_changes + 1)
        .returning(Application.id)
    )
    if (await transaction.execute(changing)).one_or_none() is not None:
        return
    stored = await stored_draft(transaction.connection, application_id, applicant_id)
    raise not_found() if stored is None else problems.not_editable(stored.state, stored.state_since)
