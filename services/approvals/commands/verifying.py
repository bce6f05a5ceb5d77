"""Does the decision log still say what was entered?"""

from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.approvals.commands.writing import audit_key
from services.approvals.domain.log import Flaw, flaws
from services.approvals.queries.cases import LogEnd, log_ends, log_of


async def verify_case(connection: AsyncConnection, case_id: UUID) -> tuple[LogEnd, list[Flaw]]:
    """The end of one case's log and what is wrong with it."""
    [end] = await log_ends(connection, case_id=case_id)
    return end, await _walk(connection, end)


async def verify_all(connection: AsyncConnection, case_no: str | None) -> AsyncIterator[tuple[LogEnd, list[Flaw]]]:
    """The same for every case, or the one with that number."""
    after: UUID | None = None
    while ends := await log_ends(connection, case_no=case_no, after=after):
        for end in ends:
            yield end, await _walk(connection, end)
        after = ends[-1].case_id


async def _walk(connection: AsyncConnection, end: LogEnd) -> list[Flaw]:
    entries = await log_of(connection, end.case_id)
    return flaws(end.case_id, entries, length=end.length, head=end.head, told=end.told, key=audit_key())
