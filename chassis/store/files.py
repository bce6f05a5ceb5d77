"""Files, kept by content: the bytes once for each SHA-256, written in the transaction that refers to them.

A service's table says what a file belongs to:

    class File(FileColumns, Base):
        task_id: Mapped[UUID]
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from chassis import clock
from chassis.formats import NewFile
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.store.tables import contents

_KEEPING: Final = insert(contents).on_conflict_do_nothing()


class FileColumns:
    """What is known of a file, whatever it belongs to; `size` in bytes."""

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]

    @declared_attr
    @classmethod
    def sha256(cls) -> Mapped[str]:
        """Where the bytes are, in hex."""
        return mapped_column(ForeignKey(contents.c.sha256))


async def keep_content(transaction: Transaction, file: NewFile) -> None:
    """Keep the bytes, unless the same are there already."""
    await transaction.execute(_KEEPING, {"sha256": file.sha256, "content": file.content})


async def keep(transaction: Transaction, table: type[FileColumns], file: NewFile, by: UUID, **owner: Any) -> UUID:
    """Keep a file with its bytes, for what `owner` says it belongs to. Returns the file's id."""
    await keep_content(transaction, file)
    file_id = uuid7()
    row = owner | {
        "file_id": file_id,
        "name": file.name,
        "size": file.size,
        "media_type": file.media_type,
        "sha256": file.sha256,
        "added_by": by,
        "added_at": clock.business(),
    }
    await transaction.execute(insert(table), row)
    return file_id


async def content_of(connection: AsyncConnection, sha256: str) -> bytes:
    """The bytes with this hash, of which a row was read; nothing that was kept is ever taken away."""
    content: bytes = (
        await connection.execute(select(contents.c.content).where(contents.c.sha256 == sha256))
    ).scalar_one()
    return content
