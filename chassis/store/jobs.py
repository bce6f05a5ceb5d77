"""Jobs: much of the same, done item by item, each in a transaction of its own, so that a job may be interrupted anywhere.

An item is claimed by its row's lock, which others pass over, and settled in the transaction of its effect: never twice.
One that meets a fault is put off, later and later, and after too many tries given up, so that it never keeps others waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock, correlation
from chassis.errors import ConflictError, Text
from chassis.store.database import Transaction
from chassis.store.tables import job_items, jobs


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked, by whom; `kind` says what does it. `asked` is JSON: ids and moments as text."""

    id: UUID
    kind: str
    started_by: UUID
    started_by_name: str
    asked: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a job: what it is about, and what of the asking is its own."""

    subject: UUID
    asked: dict[str, Any] = field(default_factory=dict)


async def start(transaction: Transaction, job: Job, items: Sequence[Item]) -> None:
    """Begin; the same again changes nothing. Raises ConflictError `job_exists` where the id was used for another job."""
    now = clock.business()
    row = {
        "id": job.id,
        "kind": job.kind,
        "started_by": job.started_by,
        "started_by_name": job.started_by_name,
        "started_at": now,
        "asked": job.asked,
        "total": len(items),
        "correlation_id": correlation.current(),
    }
    begun = await transaction.execute(upsert(jobs).on_conflict_do_nothing().returning(jobs.c.id), row)
    if begun.one_or_none() is None:
        await _require_same(transaction, job, items)
    elif items:
        rows = [
            {"job_id": job.id, "ordinal": ordinal, "subject": item.subject, "asked": item.asked, "next_try_at": now}
            for ordinal, item in enumerate(items)
        ]
        await transaction.execute(insert(job_items), rows)


async def _require_same(transaction: Transaction, job: Job, items: Sequence[Item]) -> None:
    asked = select(jobs.c.kind, jobs.c.started_by, jobs.c.asked).where(jobs.c.id == job.id)
    there = (await transaction.execute(asked)).one()
    each = select(job_items.c.subject, job_items.c.asked).where(job_items.c.job_id == job.id)
    known = [Item(row.subject, row.asked) for row in await transaction.execute(each.order_by(job_items.c.ordinal))]
    if tuple(there) != (job.kind, job.started_by, job.asked) or known != list(items):
        raise ConflictError(
            "job_exists",
            Text("这个编号已用过，请重新发起。", "This id was used for another job. Start a new one."),
        )


async def try_again(transaction: Transaction, job_id: UUID) -> None:
    """What faults alone kept from being done waits again, as if never tried; what was refused stays so."""
    afresh = {"state": "PENDING", "told": None, "settled_at": None, "tries": 0, "next_try_at": clock.business()}
    given_up = (job_items.c.job_id == job_id, job_items.c.state == "GIVEN_UP")
    await transaction.execute(update(job_items).where(*given_up).values(afresh))
