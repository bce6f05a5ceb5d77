"""One case under test: what people do to it, and what its run is told of that, apart, so that either may be late."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from contracts.cases import task_id
from contracts.kinds import TRAINEE_APPLICATION, workflow_id
from contracts.offices import Office
from tests.workflows.model import Services
from tests.workflows.rows import Row, Task
from tests.workflows.tables import BEFORE, COUNTY, TABLES, plan_of
from workflows.engine import messages, surface
from workflows.engine.progress import Start

CASE_NO = "BM-2021-000123"


@dataclass
class Case:
    """Drives one run."""

    environment: WorkflowEnvironment
    services: Services
    kind: str
    case_id: UUID
    client: Client

    @property
    def run_id(self) -> str:
        """Its name in Temporal."""
        return workflow_id(self.kind, self.case_id)

    @property
    def handle(self) -> WorkflowHandle[Any, str]:
        """Its run."""
        return self.client.get_workflow_handle(self.run_id, result_type=str)

    @property
    def row(self) -> Row:
        """Its row at its owner's."""
        return self.services.cases[self.case_id]

    def task(self, stage: str, turn: int = 1, seat: int = 0) -> Task:
        """Its task of that stage, turn and seat."""
        return self.services.tasks[task_id(self.case_id, stage, turn, seat)]

    @property
    def overtaken(self) -> set[str]:
        """Why decisions of it came second."""
        tasks = (task for task in self.services.tasks.values() if task.opened.case_id == self.case_id)
        return {task.overtaken for task in tasks if task.overtaken}

    @property
    def opened(self) -> list[tuple[str, int]]:
        """Which tasks it has had, by stage and seat, in order."""
        tasks = (task.opened for task in self.services.tasks.values() if task.opened.case_id == self.case_id)
        return [(opened.stage.stage, opened.seat) for opened in tasks]

    # What is waited for.

    async def until(self, seen: Callable[[messages.Status], bool]) -> messages.Status:
        """Wait, in real time, until the run stands so."""
        async with asyncio.timeout(10):
            while not seen(status := await self.status()):
                await asyncio.sleep(0.01)
            return status

    async def status(self) -> messages.Status:
        """Where the run stands."""
        found: messages.Status = await self.handle.query(messages.STATUS, result_type=messages.Status)
        return found

    async def quiet(self, seen: Callable[[], bool], *, rests: bool = True) -> None:
        """Wait, in real time, until the services have seen so much, and the run has their answers: only one that `rests` answers."""
        async with asyncio.timeout(10):
            while not seen():
                await asyncio.sleep(0.01)
            if rests:
                await self.status()

    async def at(self, stage: str, turn: int = 1, seat: int = 0) -> messages.Status:
        """Wait until the office that has this seat of the stage has the case."""
        place = (stage, turn, seat)
        return await self.until(lambda status: place in [(at.stage, at.turn, at.seat) for at in status.at])

    async def in_state(self, state: str, waits_for: str = "facts") -> messages.Status:
        """Wait until the run knows that state, and waits for that."""
        return await self.until(lambda status: (status.state, status.waits_for) == (state, waits_for))

    async def correcting(self) -> messages.Status:
        """Wait until the applicant has the case."""
        return await self.in_state("RETURNED")

    async def outcome(self) -> str:
        """The state it ended in."""
        with self.environment.auto_time_skipping_disabled():
            return await asyncio.wait_for(self.handle.result(), 10)

    async def pass_by(self, span: timedelta) -> None:
        """Let time pass, as soon as the run has set its timer."""
        await self.status()
        await self.environment.sleep(span)

    # What people do.

    async def decides(self, stage: str, verb: str = "approve", turn: int = 1, seat: int = 0) -> messages.Decided:
        """The office decides; the run is not told yet."""
        await self.at(stage, turn, seat)
        return await self.services.decide(task_id(self.case_id, stage, turn, seat), verb)

    async def decide(self, stage: str, verb: str = "approve", turn: int = 1, seat: int = 0) -> messages.Decided:
        """The office decides, and the run is told."""
        said = await self.decides(stage, verb, turn, seat)
        await self.tell(said)
        return said

    async def tell(self, said: messages.Decided | messages.Moved) -> None:
        """Signal the run."""
        name = messages.DECIDED if isinstance(said, messages.Decided) else messages.MOVED
        await self.handle.signal(name, said)

    async def does(self, state: str, *, cause: str = "done", revised: bool = False) -> messages.Moved:
        """Somebody does something at the owner's; the run is not told yet."""
        self.row.move(state, await self.services.now(), revised=revised)
        return messages.Moved(self.row.version, cause)

    async def do(self, state: str, *, cause: str = "done", revised: bool = False) -> None:
        """Somebody does something at the owner's, and the run is told."""
        await self.tell(await self.does(state, cause=cause, revised=revised))

    async def resubmits(self, stage: str) -> messages.Moved:
        """The applicant hands in a new revision, to the level that returned it; the run is not told yet."""
        assert self.row.state == "RETURNED"
        return await self.does(BEFORE[stage], revised=True)

    async def resubmit(self, stage: str) -> None:
        """The applicant hands in a new revision, and the run is told."""
        await self.correcting()
        await self.tell(await self.resubmits(stage))

    async def withdraws(self) -> messages.Moved:
        """The applicant takes the application back; the run is not told yet."""
        return await self.does("WITHDRAWN", cause="withdrawn")

    async def round_closes(self) -> messages.Moved:
        """The round closes; the run is not told yet."""
        self.row.over_since, self.row.version = await self.services.now(), self.row.version + 1
        return messages.Moved(self.row.version, "round_closed")

    async def suspends(self) -> messages.Moved:
        """The studio is suspended; the run is not told yet."""
        self.row.held_since, self.row.version = await self.services.now(), self.row.version + 1
        return messages.Moved(self.row.version, "studio_suspended")

    async def resumes(self) -> messages.Moved:
        """The studio goes on; the run is not told yet."""
        self.row.held_since, self.row.version = None, self.row.version + 1
        return messages.Moved(self.row.version, "studio_resumed")

    def changes(self) -> messages.Moved:
        """Something of the case changes that is nothing to its process; the run is not told yet."""
        self.row.version += 1
        return messages.Moved(self.row.version)

    async def put_before(self, stage: str, office: Office, seat: int = 0) -> messages.Moved:
        """Another office has the stage from now on; the run is not told yet."""
        self.row.put_before(stage, seat, office, await self.services.now())
        return messages.Moved(self.row.version)


Opened = Callable[..., Awaitable[Case]]


async def begin(
    environment: WorkflowEnvironment,
    services: Services,
    kind: str = TRAINEE_APPLICATION.name,
    state: str | None = None,
    *,
    told: bool = True,
    queue: str | None = None,
    task_timeout: timedelta | None = None,
    **row: Any,
) -> Case:
    """Start a run, `told` how its case stands or not. `task_timeout` is how soon a failed workflow task is tried again."""
    case = await place(environment, services, kind, state, **row)
    stands = case.row.stands(await services.now(), planned=True) if told else None
    await environment.client.start_workflow(
        kind,
        Start(case.case_id, stands),
        id=case.run_id,
        task_queue=queue or kind,
        task_timeout=task_timeout,
        search_attributes=surface.of_case(kind, CASE_NO, COUNTY, str(case.case_id)),
    )
    return case


async def place(
    environment: WorkflowEnvironment, services: Services, kind: str, state: str | None = None, **row: Any
) -> Case:
    """A case at its owner's, not yet known to Temporal."""
    case = Case(environment, services, kind, uuid4(), environment.client)
    services.cases[case.case_id] = Row(kind, TABLES[kind].opening, plan_of(kind), **row)
    if state is not None:
        case.row.move(state, await services.now())
    return case
