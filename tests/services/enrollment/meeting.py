"""Two transactions that meet at one row."""

import asyncio
from typing import Any
from uuid import UUID

from chassis.errors import ConflictError
from contracts.commands.cases import Stands
from contracts.commands.command import Refusal
from tests.services.enrollment.programme import Programme


def outcome(answer: Any) -> str:
    """The code of a refusal, the state an application stands in, or what else was given."""
    if isinstance(answer, Refusal | ConflictError):
        return answer.code
    return answer.state if isinstance(answer, Stands) else type(answer).__name__


async def second_while_first_is_open(programme: Programme, first: Any, second: Any) -> tuple[Any, Any]:
    """Both at once: the second begins after the first has acted and before it commits."""

    async def later() -> Any:
        async with programme.service.database.transaction() as transaction:
            try:
                return await second(transaction)
            except ConflictError as error:
                return error

    async with programme.service.database.transaction() as transaction:
        done = await first(transaction)
        waiting = asyncio.create_task(later())
        await asyncio.sleep(0.2)
    return done, await waiting


async def returned(programme: Programme) -> tuple[UUID, int]:
    application = await programme.submitted()
    await programme.decide(application, "school", "return")
    return application, (await programme.view(application))["version"]
