"""Record the kept histories anew: `python -m tests.workflows.record`. Do so only when no run of the old kind is under way."""

import asyncio
import json
from typing import Any
from uuid import uuid4

from temporalio.testing import WorkflowEnvironment

from contracts.processes import recruiting_round as process
from tests.workflows.case import begin
from tests.workflows.commands import HISTORIES
from tests.workflows.conftest import casework_workers, skipping_environment, workers
from tests.workflows.docket_scenarios import DOCKET_SCENARIOS
from tests.workflows.model import Services
from tests.workflows.owners import Owners, open_docket
from tests.workflows.rows import DAY, Application, plan
from tests.workflows.scenarios import SCENARIOS
from workflows.recruiting_round.workflow import RecruitingRound, Start


async def record() -> None:
    """Play each scenario and keep what the server wrote down."""
    async with skipping_environment() as environment:
        for name in SCENARIOS:
            _keep(name, await played(environment, name))
        for name in DOCKET_SCENARIOS:
            _keep(name, await docket_played(environment, name))
        _keep("round_extended_and_closed", await round_played(environment))


def _keep(name: str, history: str) -> None:
    text = json.dumps(_without_place(json.loads(history)), indent=1)
    (HISTORIES / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _without_place(part: Any) -> Any:
    """Leave out what tells of the machine and nothing of the run."""
    if isinstance(part, dict):
        return {key: _without_place(value) for key, value in part.items() if key not in ("identity", "stackTrace")}
    return [_without_place(value) for value in part] if isinstance(part, list) else part


async def played(environment: WorkflowEnvironment, name: str) -> str:
    """The history of a scenario, as JSON."""
    services = Services(environment.get_current_time)
    async with workers(environment.client, services):
        case = await begin(environment, environment.client, services, Application(plan()))
        await SCENARIOS[name](case)
        await case.outcome()
        return (await case.handle.fetch_history()).to_json()


async def docket_played(environment: WorkflowEnvironment, name: str) -> str:
    """The history of a scenario of a run that follows its owner's state, as JSON."""
    kind, state, play = DOCKET_SCENARIOS[name]
    owners = Owners(environment.get_current_time)
    async with casework_workers(environment.client, owners):
        docket = await open_docket(environment, owners, kind, state)
        await play(docket)
        await docket.outcome()
        return (await docket.handle.fetch_history()).to_json()


async def round_played(environment: WorkflowEnvironment) -> str:
    """The history of a round that was extended once, as JSON."""
    services, round_id = Services(environment.get_current_time), uuid4()
    services.rounds[round_id] = await services.now() + DAY
    async with workers(environment.client, services):
        handle = await environment.client.start_workflow(
            RecruitingRound.run, Start(round_id), id=process.workflow_id(round_id), task_queue=process.TASK_QUEUE
        )
        services.rounds[round_id] += DAY
        await handle.signal(process.EXTENDED, process.Extended(services.rounds[round_id]))
        await environment.sleep(3 * DAY)
        await handle.result()
        return (await handle.fetch_history()).to_json()


if __name__ == "__main__":
    asyncio.run(record())
