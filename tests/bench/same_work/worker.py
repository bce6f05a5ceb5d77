"""The worker, a process of its own."""

import asyncio
import os

from temporalio.client import Client
from temporalio.worker import Worker

from tests.bench.same_work.activities import Activities
from tests.bench.same_work.bus import joined
from tests.bench.same_work.database import sessions
from tests.bench.same_work.workflow import QUEUE, Approval


async def main() -> None:
    """Work until ended."""
    client = await Client.connect(os.environ["TEMPORAL_ADDRESS"], namespace=os.environ["TEMPORAL_NAMESPACE"])
    async with joined() as jetstream:
        activities = Activities(sessions, jetstream)
        worker = Worker(
            client,
            task_queue=QUEUE,
            workflows=[Approval],
            activities=[activities.open_task, activities.record_decision],
        )
        await worker.run()


if __name__ == "__main__":
    asyncio.run(main())
