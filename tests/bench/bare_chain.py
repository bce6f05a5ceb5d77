"""A bare chain, for reference: a workflow with as many stages, updates for decisions, ordinary activities that do nothing.

It stores nothing outside Temporal, asks nobody who they are and tells nobody anything. Its people decide what was put before
them, as the product's do, and not before.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

QUEUE = "bare-chain"
STAGES = ("school", "county", "municipal")


@dataclass
class Step:
    """What an activity is told."""

    case: str
    stage: str


@activity.defn
async def open_task(step: Step) -> str:
    """Puts a task before an office: whoever started this process reads of it on its standard output."""
    name = f"{step.case}/{step.stage}"
    sys.stdout.write(name + "\n")
    sys.stdout.flush()
    return name


@activity.defn
async def record(step: Step) -> str:
    """Would take a decision over."""
    return f"{step.case}/{step.stage}"


@workflow.defn
class BareChain:
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
    """The bare chain's worker, as a process of its own."""
    client = await Client.connect(address, namespace=namespace)
    async with Worker(client, task_queue=QUEUE, workflows=[BareChain], activities=[open_task, record]):
        await asyncio.Event().wait()


class Desk:
    """Where tasks come to lie; people look at it and decide."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lying: dict[str, asyncio.Future[None]] = {}

    def _place(self, task: str) -> asyncio.Future[None]:
        return self._lying.setdefault(task, asyncio.get_running_loop().create_future())

    async def receive(self, tasks: asyncio.StreamReader) -> None:
        """Take in what the worker puts before people, until it ends."""
        async for line in tasks:
            self._place(line.decode().strip()).set_result(None)

    async def chain(self, case: str, clicks: list[float]) -> None:
        """One case from start to end; how long each click took is added to `clicks`."""
        handle = await self._client.start_workflow(BareChain.run, case, id=f"bare-chain/{case}", task_queue=QUEUE)
        for stage in STAGES:
            await self._place(f"{case}/{stage}")
            started = time.perf_counter()
            await handle.execute_update(BareChain.decide, stage)
            clicks.append(time.perf_counter() - started)
        await handle.result()


# One case from start to end; how long each click took is added to the list.
OneCase = Callable[[str, list[float]], Awaitable[None]]


@asynccontextmanager
async def working(address: str, namespace: str) -> AsyncIterator[tuple[int, OneCase]]:
    """The bare chain's worker, as long as the block lasts: its process id, and how one case goes from start to end."""
    desk = Desk(await Client.connect(address, namespace=namespace))
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bare_chain", address, namespace, stdout=asyncio.subprocess.PIPE
    )
    assert worker.stdout is not None
    receiving = asyncio.create_task(desk.receive(worker.stdout))
    try:
        yield worker.pid, desk.chain
    finally:
        worker.terminate()
        await worker.wait()
        await receiving


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:3]))
