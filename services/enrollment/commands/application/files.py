"""Files of an application: kept by content hash, in the transaction that attaches them."""

from uuid import UUID

from sqlalchemy import func, select, update

from chassis import clock
from chassis.errors import not_found
from chassis.formats import NewFile
from chassis.store.database import Transaction
from chassis.store.files import keep
from services.enrollment.domain.application import problems
from services.enrollment.domain.application.states import EDITABLE
from services.enrollment.domain.file import MOST_FILES, too_many
from services.enrollment.models import Application, ApplicationFile
from services.enrollment.queries.application.draft import stored_draft


async def attach(transaction: Transaction, application_id: UUID, applicant_id: UUID, file: NewFile) -> UUID:
    """Attach a file to a draft or a returned application; the same file again is the one that is there. Gives its id.

    Raises NotFoundError, ConflictError `not_editable`, InvalidError `too_many_files`.
    """
    await _changing(transaction, application_id, applicant_id)
    attached = ApplicationFile.application_id == application_id, ApplicationFile.removed_at.is_(None)
    same = select(ApplicationFile.file_id).where(
        *attached, ApplicationFile.sha256 == file.sha256, ApplicationFile.name == file.name
    )
    if (found := await transaction.connection.scalar(same)) is not None:
        return UUID(str(found))
    count = await transaction.connection.scalar(select(func.count()).select_from(ApplicationFile).where(*attached))
    if (count or 0) >= MOST_FILES:
        raise too_many()
    return await keep(transaction, ApplicationFile, file, applicant_id, application_id=application_id)


async def remove(transaction: Transaction, application_id: UUID, applicant_id: UUID, file_id: UUID) -> None:
    """Take a file off. Where a frozen revision names it, it stays readable there. Doing it twice is once."""
    await _changing(transaction, application_id, applicant_id)
    removing = (
        update(ApplicationFile)
        .where(ApplicationFile.file_id == file_id, ApplicationFile.application_id == application_id)
        .values(removed_at=func.coalesce(ApplicationFile.removed_at, clock.business()))
        .returning(ApplicationFile.file_id)
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
