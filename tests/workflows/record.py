"""Record the kept histories anew: `python -m tests.workflows.record`. Do so only when no run of the old kind is under way."""

import asyncio
import json
from typing import Any

from temporalio.testing import WorkflowEnvironment

from tests.workflows.case import begin
from tests.workflows.commands import HISTORIES
from tests.workflows.conftest import skipping_environment, workers
from tests.workflows.model import Services
from tests.workflows.rows import Application, plan
from tests.workflows.scenarios import SCENARIOS


async def record() -> None:
    """Play each scenario and keep what the server wrote down."""
    async with skipping_environment() as environment:
        for name in SCENARIOS:
            history = _without_place(json.loads(await played(environment, name)))
            (HISTORIES / f"{name}.json").write_text(json.dumps(history, indent=1) + "\n", encoding="utf-8")


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


if __name__ == "__main__":
    asyncio.run(record())
