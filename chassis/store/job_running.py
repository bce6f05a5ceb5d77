"""The loop that works through a service's jobs, and what it does with items that meet a fault."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, Select, any_, bindparam, select, update
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import ARRAY

from chassis import clock, correlation
from chassis.errors import ProblemError, Text, UnavailableError
from chassis.store.base import MOMENT, AnyRow
from chassis.store.database import Database, Transaction
from chassis.store.jobs import Item, Job
from chassis.store.tables import job_items, jobs

log = structlog.get_logger()

IDLE_SECONDS: Final = 0.5
# An item that is held so long by somebody else's lock is put off as for any other fault.
LONGEST_SECONDS = 30.0
MOST_TRIES: Final = 6
LONGEST_PAUSE: Final = timedelta(minutes=5)

# Does one item. What it returns is kept as the result; a ProblemError is a refusal, kept as what it says and never retried.
type Work = Callable[[Transaction, Job, Item], Awaitable[dict[str, Any] | None]]


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
