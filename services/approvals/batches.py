"""The loop that works through batches. It keeps nothing in memory: after a restart it finds what is left."""

import asyncio

from chassis.db import Database
from services.approvals.commands.batches import settle_next

IDLE_SECONDS = 0.5


async def run(database: Database) -> None:
    """Settle waiting tasks, one transaction each, until cancelled."""
    while True:
        async with database.transaction() as transaction:
            settled = await settle_next(transaction)
        if not settled:
            await asyncio.sleep(IDLE_SECONDS)
