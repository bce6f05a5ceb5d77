"""When the demonstration is to be loaded: into an installation that nobody uses yet, and then to its end."""

from pathlib import Path

import asyncpg

# There while a load is under way: a start after a crash in the midst of it goes on with it.
MARKER = "demonstration-loading"


async def is_due(root: Path, directory_url: str) -> bool:
    """Whether nobody is in the directory yet, or an earlier load was broken off."""
    if (root / MARKER).exists():
        return True
    connection = await asyncpg.connect(directory_url.replace("+asyncpg", ""))
    try:
        return bool(await connection.fetchval("SELECT NOT EXISTS (SELECT FROM people)"))
    finally:
        await connection.close()


def begins(root: Path) -> None:
    """Note that a load begins."""
    (root / MARKER).touch()


def ended(root: Path) -> None:
    """Note that it went through to its end."""
    (root / MARKER).unlink(missing_ok=True)
