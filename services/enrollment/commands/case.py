"""A case about a studio or a member: revisions frozen for good, and papers, kept by content."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from casework.gate import By
from chassis import clock
from chassis.canonical import content_hash
from chassis.formats import NewFile
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.store.files import keep_content
from contracts.decisions import Settled
from services.enrollment.domain.file import MOST_FILES, too_many
from services.enrollment.models import CaseFile, CaseRevision


async def hand_in(transaction: Transaction, case_id: UUID, person_id: UUID, file: NewFile) -> UUID:
    """Keep a file somebody hands in; the same file again is the one that is there. Gives its id.

    Raises InvalidError `too_many_files`.
    """
    mine = CaseFile.case_id == case_id, CaseFile.added_by == person_id
    count = await transaction.connection.scalar(select(func.count()).select_from(CaseFile).where(*mine))
    if (count or 0) >= MOST_FILES:
        raise too_many()
    await keep_content(transaction, file)
    row = {
        "file_id": uuid7(), "case_id": case_id, "sha256": file.sha256, "name": file.name, "media_type": file.media_type,
        "size": file.size, "added_by": person_id, "added_at": clock.business(),
    }  # fmt: skip
    keeping = insert(CaseFile).values(row)
    # An update that changes nothing, so that the row that is there comes back.
    kept = keeping.on_conflict_do_update(
        index_elements=[CaseFile.case_id, CaseFile.added_by, CaseFile.sha256, CaseFile.name],
        set_={"size": keeping.excluded.size},
    )
    file_id: UUID = (await transaction.execute(kept.returning(CaseFile.file_id))).scalar_one()
    return file_id


async def freeze(
    transaction: Transaction, case_id: UUID, revision: int, content: dict[str, Any], by: By, at: datetime
) -> str:
    """Keep a revision for good; gives its hash."""
    hash_ = content_hash(content)
    row = {
        "case_id": case_id,
        "revision": revision,
        "content": content,
        "content_hash": hash_,
        "frozen_at": at,
        "frozen_by": by.person_id,
        "frozen_by_name": by.name,
    }
    await transaction.execute(insert(CaseRevision), row)
    return hash_


def taken_with(taken: Sequence[UUID], asked: Settled) -> list[UUID]:
    """The decisions a case has taken over, with those it takes over now."""
    return [*taken, *(each.decision_id for each in asked.decisions)]
