"""Papers of a case about a studio or a member, kept by content."""

import hashlib
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from services.enrollment.commands.files import NewFile, too_many
from services.enrollment.domain.files import MOST_FILES
from services.enrollment.models import CaseFile, FileContent
from services.enrollment.models.base import AnyRow


async def hand_in(transaction: Transaction, case_id: UUID, person_id: UUID, file: NewFile) -> AnyRow:
    """Keep a file somebody hands in; the same file again is the one that is there. Raises InvalidError `too_many_files`."""
    mine = CaseFile.case_id == case_id, CaseFile.added_by == person_id
    count = await transaction.connection.scalar(select(func.count()).select_from(CaseFile).where(*mine))
    if (count or 0) >= MOST_FILES:
        raise too_many()
    sha256 = hashlib.sha256(file.content).hexdigest()
    await transaction.execute(insert(FileContent).values(sha256=sha256, content=file.content).on_conflict_do_nothing())
    row = {
        "id": uuid7(), "case_id": case_id, "sha256": sha256, "name": file.name, "media_type": file.media_type,
        "size": len(file.content), "added_by": person_id, "added_at": clock.business(),
    }  # fmt: skip
    keeping = insert(CaseFile).values(row)
    # An update that changes nothing, so that the row that is there comes back.
    kept = keeping.on_conflict_do_update(
        index_elements=[CaseFile.case_id, CaseFile.added_by, CaseFile.sha256, CaseFile.name],
        set_={"size": keeping.excluded.size},
    )
    return (await transaction.execute(kept.returning(*CaseFile.__table__.columns))).one()
