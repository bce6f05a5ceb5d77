"""Record the kept histories anew: `python -m tests.workflows.record`. Do so only when no run of the old kind is under way."""

import asyncio
import json
from typing import Any
from uuid import uuid4

from temporalio.testing import WorkflowEnvironment

from contracts.kinds import register
from tests.workflows.case import begin
from tests.workflows.commands import HISTORIES
from tests.workflows.conftest import Now, skipping_environment, workers
from tests.workflows.model import Services
from tests.workflows.scenarios import SCENARIOS
from tests.workflows.tables import DAY
from tests.workflows.trial import PARCEL
from workflows import recruiting_round as process
from workflows.recruiting_round import RecruitingRound, Start


async def record() -> None:
    """Play each scenario and keep what the server wrote down."""
    register(PARCEL)
    for old in HISTORIES.glob("*.json"):
        old.unlink()
    async with skipping_environment() as environment:
        now = Now()
        async with workers(environment.client, now):
            for name in SCENARIOS:
                with now.of(Services(environment.get_current_time)) as services:
                    _keep(name, await played(environment, services, name))
            with now.of(Services(environment.get_current_time)) as services:
                _keep("round_extended_and_closed", await round_played(environment, services))


def _keep(name: str, history: str) -> None:
    text = json.dumps(_without_place(json.loads(history)), indent=1)
    (HISTORIES / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _without_place(part: Any) -> Any:
    """Leave out what tells of the machine and nothing of the run."""
    if isinstance(part, dict):
        return {key: _without_place(value) for key, value in part.items() if key not in ("identity", "stackTrace")}
    return [_without_place(value) for value in part] if isinstance(part, list) else part


async def played(environment: WorkflowEnvironment, services: Services, name: str) -> str:
    """The history of a scenario, as JSON. The workers must be running."""
    kind, play = SCENARIOS[name]
    case = await begin(environment, services, kind)
    await play(case)
    await case.outcome()
    return (await case.handle.fetch_history()).to_json()


async def round_played(environment: WorkflowEnvironment, services: Services) -> str:
    """The history of a round that was extended once, as JSON."""
    round_id = uuid4()
    services.rounds[round_id] = await services.now() + DAY
    handle = await environment.client.start_workflow(
        RecruitingRound.run, Start(round_id), id=process.run_id(round_id), task_queue=process.NAME
    )
    services.rounds[round_id] += DAY
    await handle.signal(process.EXTENDED, process.Extended(services.rounds[round_id]))
    await handle.query("__temporal_workflow_metadata")
    await environment.sleep(3 * DAY)
    await handle.result()
    return (await handle.fetch_history()).to_json()


if __name__ == "__main__":
    asyncio.run(record())
