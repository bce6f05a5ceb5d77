"""One application under test: what people do to it, and what its run is told of that, apart, so that either may be late."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from contracts.cases import task_id
from contracts.processes import trainee_application as process
from contracts.rules import Stage, Verb
from tests.workflows.model import Services
from tests.workflows.rows import BEFORE, Application, Task
from workflows import surface
from workflows.trainee_application.progress import Start
from workflows.trainee_application.workflow import TraineeApplication

Begun = Callable[..., Awaitable["Case"]]


@dataclass
class Case:
    """Drives one run."""

    environment: WorkflowEnvironment
    services: Services
    application_id: UUID
    handle: WorkflowHandle[TraineeApplication, process.Outcome]

    @property
    def row(self) -> Application:
        """Its row in enrollment."""
        return self.services.applications[self.application_id]

    def task(self, stage: Stage, round_: int = 1) -> Task:
        """Its task of that stage and round."""
        return self.services.tasks[task_id(self.application_id, stage, round_)]

    async def until(self, seen: Callable[[process.Status], bool]) -> process.Status:
        """Wait, in real time, until the run stands so."""
        async with asyncio.timeout(10):
            while not seen(status := await self.handle.query(TraineeApplication.status)):
                await asyncio.sleep(0.01)
            return status

    async def quiet(self, seen: Callable[[], bool]) -> None:
        """Wait, in real time, until the services have seen so much."""
        async with asyncio.timeout(10):
            while not seen():
                await asyncio.sleep(0.01)

    async def at(self, stage: Stage, round_: int = 1) -> process.Status:
        """Wait until the office of that stage has the case."""
        return await self.until(
            lambda status: (status.waits_for, status.stage, status.round) == ("office", stage, round_)
        )

    async def correcting(self) -> process.Status:
        """Wait until the applicant has the case."""
        return await self.until(lambda status: status.waits_for == "correction")

    async def decides(self, stage: Stage, verb: Verb, round_: int = 1) -> process.Decided:
        """The office decides; the run is not told yet."""
        await self.at(stage, round_)
        return await self.services.decide(task_id(self.application_id, stage, round_), verb)

    async def decide(self, stage: Stage, verb: Verb = "approve", round_: int = 1) -> process.Decided:
        """The office decides, and the run is told."""
        said = await self.decides(stage, verb, round_)
        await self.tell(process.DECIDED, said)
        return said

    async def tell(self, name: str, said: object) -> None:
        """Signal the run."""
        await self.handle.signal(name, said)

    def resubmits(self, resume_at: Stage) -> process.Resubmitted:
        """The applicant hands in a new revision; the run is not told yet."""
        row = self.row
        assert row.state == "RETURNED"
        row.state, row.revision = BEFORE[resume_at], row.revision + 1
        return process.Resubmitted(row.revision, f"{row.revision:064d}", resume_at)

    async def resubmit(self, resume_at: Stage) -> None:
        """The applicant hands in a new revision, and the run is told."""
        await self.correcting()
        await self.tell(process.RESUBMITTED, self.resubmits(resume_at))

    async def withdraws(self) -> process.Withdrawn:
        """The applicant takes the application back; the run is not told yet."""
        self.row.state = "WITHDRAWN"
        return process.Withdrawn(await self.services.now())

    async def round_closes(self) -> process.RoundClosed:
        """The round closes; the run is not told yet."""
        self.row.round_closed_at = await self.services.now()
        return process.RoundClosed(self.row.round_closed_at)

    async def outcome(self) -> process.Outcome:
        """How it ended."""
        with self.environment.auto_time_skipping_disabled():
            return await asyncio.wait_for(self.handle.result(), 10)

    async def pass_by(self, span: timedelta) -> None:
        """Let time pass."""
        await self.environment.sleep(span)


async def begin(
    environment: WorkflowEnvironment,
    client: Client,
    services: Services,
    row: Application,
    task_timeout: timedelta | None = None,
) -> Case:
    """Start a run for this row. `task_timeout` is how soon a failed workflow task is tried again."""
    application_id = uuid4()
    services.applications[application_id] = row
    handle = await client.start_workflow(
        TraineeApplication.run,
        Start(application_id, process.Facts(row.plan, row.revision, f"{row.revision:064d}")),
        id=process.workflow_id(application_id),
        task_queue=process.TASK_QUEUE,
        task_timeout=task_timeout,
        search_attributes=surface.of_case(process.KIND, "BM-2021-000123", "330328", str(application_id)),
    )
    return Case(environment, services, application_id, handle)
