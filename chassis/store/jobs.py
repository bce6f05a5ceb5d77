"""Jobs: much of the same, done item by item, each in a transaction of its own, so that a job may be interrupted anywhere.

An item is claimed by its row's lock, which others pass over, and settled in the transaction of its effect: never twice.
One that meets a fault is put off, later and later, and after too many tries given up, so that it never keeps others waiting.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Select, any_, bindparam, insert, select, update
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock, correlation
from chassis.errors import ConflictError, ProblemError, Text, UnavailableError
from chassis.store.base import MOMENT, AnyRow
from chassis.store.database import Database, Transaction
from chassis.store.tables import job_items, jobs

log = structlog.get_logger()

IDLE_SECONDS: Final = 0.5
# An item that is held so long by somebody else's lock is put off as for any other fault.
LONGEST_SECONDS: Final = 30
MOST_TRIES: Final = 6
LONGEST_PAUSE: Final = timedelta(minutes=5)


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


# Does one item. What it returns is kept as the result; a ProblemError is a refusal, kept as what it says and never retried.
type Work = Callable[[Transaction, Job, Item], Awaitable[dict[str, Any] | None]]


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
            Text("这个任务编号已用过，请重新发起。", "This id was used for another job. Start a new one."),
        )


async def try_again(transaction: Transaction, job_id: UUID) -> None:
    """What faults alone kept from being done waits again, as if never tried; what was refused stays so."""
    afresh = {"state": "PENDING", "told": None, "settled_at": None, "tries": 0, "next_try_at": clock.business()}
    given_up = (job_items.c.job_id == job_id, job_items.c.state == "GIVEN_UP")
    await transaction.execute(update(job_items).where(*given_up).values(afresh))


class Jobs:
    """Works through a service's jobs; it keeps nothing in memory, and after a restart finds what is left."""

    def __init__(self, database: Database, works: Mapping[str, Work]) -> None:
        self._database = database
        self._works = works

    async def run(self) -> None:
        """Settle waiting items until cancelled."""
        while True:
            if not await self.settle_next():
                await asyncio.sleep(IDLE_SECONDS)

    async def settle_next(self) -> bool:
        """Settle one waiting item; a refusal or a fault concerns that one alone. False when none waits."""
        row: AnyRow | None = None
        try:
            async with asyncio.timeout(LONGEST_SECONDS), self._database.transaction() as transaction:
                row = await self._claim(transaction)
                if row is not None:
                    await self._settle(transaction, row)
        except ProblemError as problem:
            # What it had written is gone; that it was refused is noted by itself.
            await self._note(row, _refused(problem))
        except Exception:
            if row is None:
                raise
            log.exception("job.put_off", kind=row.kind, job=str(row.job_id), ordinal=row.ordinal, tries=row.tries + 1)
            # While the database is away this fails too, so that only what lies with the item is counted against it.
            await self._note(row, _put_off(row.tries + 1))
        return row is not None

    async def _claim(self, transaction: Transaction) -> AnyRow | None:
        parameters = {"now": clock.business(), "kinds": list(self._works)}
        return (await transaction.execute(_NEXT, parameters)).one_or_none()

    async def _settle(self, transaction: Transaction, row: AnyRow) -> None:
        correlation.begin(row.correlation_id)
        job = Job(row.job_id, row.kind, row.started_by, row.started_by_name, row.job_asked)
        result = await self._works[row.kind](transaction, job, Item(row.subject, row.asked))
        done = {"state": "DONE", "told": result, "settled_at": clock.business()}
        await transaction.execute(update(job_items).where(*_same(row)).values(done))

    async def _note(self, row: AnyRow | None, values: dict[str, Any]) -> None:
        assert row is not None
        # Another process may have taken it since; a try is counted once.
        untouched = (job_items.c.state == "PENDING", job_items.c.tries == row.tries)
        async with self._database.transaction() as transaction:
            await transaction.execute(update(job_items).where(*_same(row), *untouched).values(values))


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that met a fault; None when it is for people to say whether to go on."""
    return None if tries >= MOST_TRIES else min(LONGEST_PAUSE, timedelta(seconds=2 * 4 ** (tries - 1)))


def _put_off(tries: int) -> dict[str, Any]:
    pause, now = pause_after(tries), clock.business()
    if pause is None:
        return {"state": "GIVEN_UP", "tries": tries, "told": KEPT_FAILING.kept(), "settled_at": now}
    return {"tries": tries, "next_try_at": now + pause}


def _refused(problem: ProblemError) -> dict[str, Any]:
    return {"state": "REFUSED", "told": problem.kept(), "settled_at": clock.business()}


def _same(row: AnyRow) -> tuple[ColumnElement[bool], ...]:
    return job_items.c.job_id == row.job_id, job_items.c.ordinal == row.ordinal


def _next() -> Select[*tuple[Any, ...]]:
    """The item whose turn came first, with its job; one that another process is at is passed over."""
    statement: Select[*tuple[Any, ...]] = (
        select(*job_items.c["job_id", "ordinal", "subject", "asked", "tries"])
        .add_columns(
            *jobs.c["kind", "started_by", "started_by_name", "correlation_id"], jobs.c.asked.label("job_asked")
        )
        .join(jobs, jobs.c.id == job_items.c.job_id)
        .where(
            job_items.c.state == "PENDING",
            job_items.c.next_try_at <= bindparam("now", type_=MOMENT),
            # A kind that only a later version of the service knows waits for that version.
            jobs.c.kind == any_(bindparam("kinds", type_=ARRAY(SqlText))),
        )
        .order_by(job_items.c.next_try_at, job_items.c.job_id, job_items.c.ordinal)
        .limit(1)
        .with_for_update(of=job_items, skip_locked=True)
    )
    return statement


_NEXT = _next()

KEPT_FAILING: Final = UnavailableError(
    "kept_failing",
    Text(
        "系统连续多次出错，这一项没有办成。请在本页再试一次，或单独办理；还是不行，请把本页地址告诉系统管理员。",
        "The system failed again and again, and this one is not done. Try again on this page, or do it alone. "
        "If that does not help, give the administrator the address of this page.",
    ),
)
