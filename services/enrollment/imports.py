"""The loop that takes sheets in. It keeps nothing in memory: after a restart it finds what is left."""

import asyncio

from chassis.store.database import Database
from services.enrollment.commands.recommendation.imports import take_in_some

IDLE_SECONDS = 0.5


async def run(database: Database) -> None:
    """Take in the rows of running jobs, some in each transaction, until cancelled."""
    while True:
        async with database.transaction() as transaction:
            taken = await take_in_some(transaction)
        if not taken:
            await asyncio.sleep(IDLE_SECONDS)
