"""How a worker is set up, the same for every process."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from chassis.settings import Settings
from contracts.commands import Command
from workflows.engine.asking import Asks, steps

# Sized for two cores: what waits in Temporal's queue costs nothing, what waits in this process costs time-outs.
WORKFLOW_TASKS_AT_ONCE = 32
STEPS_AT_ONCE = 64
CACHED_RUNS = 1000
# A step under way may finish, so that it need not be repeated elsewhere.
GRACE = timedelta(seconds=10)
# How long a task waits for a worker that may have died before any other gets it.
STICKY = timedelta(seconds=5)


def runner(settings: Settings) -> WorkflowRunner:
    """The sandbox finds code that does not replay; it is for tests, as it costs more than all else a run does."""
    if settings.environment != "test":
        return UnsandboxedWorkflowRunner()
    passed = SandboxRestrictions.default.with_passthrough_modules("contracts", "pydantic", "pydantic_core")
    return SandboxedWorkflowRunner(restrictions=passed)


def worker(
    client: Client, bus: Asks, settings: Settings, queue: str, run: type, commands: Sequence[Command[Any, Any]]
) -> Worker:
    """A worker of one process: its runs, and the steps they take over the bus."""
    return Worker(
        client,
        task_queue=queue,
        workflows=[run],
        activities=steps(bus, commands),
        workflow_runner=runner(settings),
        max_cached_workflows=CACHED_RUNS,
        max_concurrent_workflow_tasks=WORKFLOW_TASKS_AT_ONCE,
        max_concurrent_activities=STEPS_AT_ONCE,
        max_concurrent_local_activities=STEPS_AT_ONCE,
        graceful_shutdown_timeout=GRACE,
        sticky_queue_schedule_to_start_timeout=STICKY,
    )
