"""The bytes of a file."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.enrollment.models import FileContent


async def content(connection: AsyncConnection, sha256: str) -> bytes:
    """The bytes of this hash."""
    found = select(FileContent.content).where(FileContent.sha256 == sha256)
    return bytes((await connection.execute(found)).scalar_one())
