"""Studios put where a test needs them, and their list as somebody sees it."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from tests.services.enrollment.programme import Programme
from tests.services.enrollment.studio.nominating import Nominating


async def change(programme: Programme, studio: UUID, **columns: Any) -> None:
    """Put a studio where a test needs it."""
    setting = ", ".join(f"{name} = :{name}" for name in columns)
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(text(f"UPDATE studios SET {setting} WHERE id = :id"), columns | {"id": studio})


async def members(programme: Programme, studio: UUID, count: int) -> None:
    """Put so many members in."""
    await Nominating(programme, studio=studio).members(count)


async def ids(programme: Programme, headers: dict[str, str], query: str = "") -> list[str]:
    """The ids of a list, page after page."""
    found: list[str] = []
    after = ""
    while True:
        page = await programme.ok("GET", f"/studios?limit=3{query}{after}", headers)
        found += [row["id"] for row in page["items"]]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"
