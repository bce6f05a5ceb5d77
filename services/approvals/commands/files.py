"""Files that go with a decision."""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import UUID

import filetype
from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from services.approvals.commands.decision import Decider
from services.approvals.domain import problems
from services.approvals.domain.decision import offered, require_authority, require_open, require_sight
from services.approvals.models import Content, File
from services.approvals.queries.files import waiting
from services.approvals.queries.task import look_at

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
MOST_NAME = 120
TAKEN = frozenset({"application/pdf", "image/jpeg", "image/png"})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was taken in; `size` in bytes."""

    file_id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


async def add_file(transaction: Transaction, person: Decider, task_id: UUID, name: str, data: bytes) -> StoredFile:
    """Keep a file until the person's decision on the task hands it in.

    Raises TooLargeError above 10 MB, InvalidError for anything but PDF, JPEG and PNG by content, and what a claim raises.
    """
    await _require_allowed(transaction, person, task_id)
    if len(data) > MOST_BYTES:
        raise problems.too_large(MOST_BYTES)
    media_type = filetype.guess_mime(data)
    if media_type not in TAKEN:
        raise problems.wrong_file_type()
    if await waiting(transaction.connection, task_id, person.person_id) >= MOST_FILES:
        raise problems.too_many_files(MOST_FILES)
    stored = StoredFile(uuid7(), _plain_name(name), len(data), media_type, hashlib.sha256(data).hexdigest())
    content = upsert(Content).values(sha256=stored.sha256, data=data).on_conflict_do_nothing()
    await transaction.execute(content)
    await transaction.execute(
        insert(File).values(
            file_id=stored.file_id,
            task_id=task_id,
            name=stored.name,
            size=stored.size,
            media_type=stored.media_type,
            sha256=stored.sha256,
            uploaded_by=person.person_id,
            uploaded_at=clock.business(),
        )
    )
    return stored


async def _require_allowed(transaction: Transaction, person: Decider, task_id: UUID) -> None:
    now = clock.business()
    found = (await look_at(transaction.connection, [task_id], person.person_id, now)).get(task_id)
    if found is None:
        raise problems.no_such_task()
    require_sight(found.task, found.case, person.person_id, found.holds)
    _, hold = offered(found.task, found.case, person.person_id, found.holds, now)
    require_authority(found.task, found.case, person.person_id, hold)
    require_open(found.task)


def _plain_name(name: str) -> str:
    """The last part of the name, without what could upset a header or a page."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    stem, suffix = PurePosixPath(plain).stem, PurePosixPath(plain).suffix[:10]
    return (stem[: MOST_NAME - len(suffix)] + suffix) or "附件"
