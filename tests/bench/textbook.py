"""The chain the way a textbook writes it: a workflow with as many stages, updates for decisions, ordinary activities for effects.

It stores nothing anywhere else; whatever the product does beyond it is to be paid for by cleverness.
"""

import asyncio
import sys
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

QUEUE = "textbook"
STAGES = ("school", "county", "municipal")


@dataclass
class Step:
    """What an activity is told."""

    case: str
    stage: str


@activity.defn
async def open_task(step: Step) -> str:
    """Would put a task before an office."""
    return f"{step.case}/{step.stage}"


@activity.defn
async def record(step: Step) -> str:
    """Would take a decision over."""
    return f"{step.case}/{step.stage}"


@workflow.defn
class Textbook:
    """Three stages, each opened, decided by an update, and recorded."""

    def __init__(self) -> None:
        self._open: str | None = None
        self._decision: str | None = None

    @workflow.run
    async def run(self, case: str) -> str:
        for stage in STAGES:
            await self._do(open_task, Step(case, stage))
            self._open = stage
            await workflow.wait_condition(lambda: self._decision is not None)
            self._decision = None
            await self._do(record, Step(case, stage))
        return case

    async def _do(self, what: object, step: Step) -> None:
        await workflow.execute_activity(what, step, start_to_close_timeout=timedelta(seconds=10))  # type: ignore[call-overload]

    @workflow.update
    async def decide(self, stage: str) -> None:
        """A person's click: waits for the stage to be open, and takes the decision."""
        await workflow.wait_condition(lambda: self._open == stage)
        self._open = None
        self._decision = stage


async def work(address: str, namespace: str) -> None:
    """The textbook's worker, as a process of its own."""
    client = await Client.connect(address, namespace=namespace)
    async with Worker(client, task_queue=QUEUE, workflows=[Textbook], activities=[open_task, record]):
        await asyncio.Event().wait()


async def chain(client: Client, case: str) -> None:
    """One case from start to end."""
    handle = await client.start_workflow(Textbook.run, case, id=f"textbook/{case}", task_queue=QUEUE)
    for stage in STAGES:
        await handle.execute_update(Textbook.decide, stage)
    await handle.result()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:3]))
