"""How far a job is, and what became of each of its items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from chassis.store.tables import job_items, jobs


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of a job's items: `retrying` of the waiting ones met a fault, `given_up` failed for faults alone."""

    total: int
    done: int
    refused: int
    given_up: int
    retrying: int
    finished_at: datetime | None

    @property
    def waiting(self) -> int:
        """Those nothing has become of yet."""
        return self.total - self.done - self.refused - self.given_up


def _counts() -> Select[int, int, int, int, int, datetime | None]:
    state = job_items.c.state

    return select(
        func.count(),
        func.count().filter(state == "DONE"),
        func.count().filter(state == "REFUSED"),
        func.count().filter(state == "GIVEN_UP"),
        func.count().filter(and_(state == "PENDING", job_items.c.tries > 0)),
        func.max(job_items.c.settled_at),
    )


_COUNTS: Final = _counts()


async def find(connection: AsyncConnection, job_id: UUID, kind: str, started_by: UUID) -> AnyRow | None:
    """A job somebody started; None where it is not there, of another kind, or somebody else's."""
    mine = (jobs.c.id == job_id, jobs.c.kind == kind, jobs.c.started_by == started_by)
    return (await connection.execute(select(jobs).where(*mine))).one_or_none()


async def progress(connection: AsyncConnection, job_id: UUID) -> Progress:
    """How far it is; `finished_at` is None while anything waits."""
    row = (await connection.execute(_COUNTS.where(job_items.c.job_id == job_id))).one()
    told = Progress(*row)
    return told if not told.waiting else Progress(*row[:-1], finished_at=None)


async def items(connection: AsyncConnection, job_id: UUID) -> Sequence[AnyRow]:
    """Its items in order, with what was told of each: a result, or the problem by `code`, `zh` and `en`."""
    return (await connection.execute(select(job_items).where(job_items.c.job_id == job_id).order_by("ordinal"))).all()
