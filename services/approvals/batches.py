"""The loop that works through batches. It keeps nothing in memory: after a restart it finds what is left."""

import asyncio

import structlog

from chassis import clock
from chassis.store.database import Database
from services.approvals.commands.batches import put_off, settle
from services.approvals.queries.batches import lock_next

log = structlog.get_logger()

IDLE_SECONDS = 0.5
# A task that is held so long by somebody else's lock is put off as for any other fault.
LONGEST_SECONDS = 30


async def run(database: Database) -> None:
    """Settle waiting tasks until cancelled."""
    while True:
        if not await settle_next(database):
            await asyncio.sleep(IDLE_SECONDS)


async def settle_next(database: Database) -> bool:
    """Settle one waiting task in a transaction of its own; a fault puts off that one alone. False when none waits."""
    item = None
    try:
        async with asyncio.timeout(LONGEST_SECONDS), database.transaction() as transaction:
            item = await lock_next(transaction.connection, clock.business())
            if item is not None:
                await settle(transaction, item)
    except Exception:
        if item is None:
            raise
        log.exception("batch.put_off", batch_id=str(item.batch_id), task_id=str(item.task_id), tries=item.tries + 1)
        # While the database is away this fails too, so that only what lies with the task is counted against it.
        async with database.transaction() as transaction:
            await put_off(transaction, item)
    return item is not None
