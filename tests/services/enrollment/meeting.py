"""Two transactions that meet at one row."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.errors import ProblemError
from chassis.store.database import Transaction
from contracts.commands.cases import Stands
from contracts.commands.command import Refusal
from tests.services.enrollment.programme import Programme


def outcome(answer: Any) -> str:
    """The code of a refusal, the state an application stands in, or what else was given."""
    if isinstance(answer, Refusal | ProblemError):
        return answer.code
    return answer.state if isinstance(answer, Stands) else type(answer).__name__


async def second_while_first_is_open(programme: Programme, first: Any, second: Any) -> tuple[Any, Any]:
    """Both at once: the second begins after the first has acted and before it commits."""

    async with programme.service.database.transaction() as transaction:
        done = await _answer(first, transaction)
        waiting = asyncio.create_task(_alone(programme, second))
        await asyncio.sleep(0.2)
    return done, await waiting


async def both_behind(programme: Programme, row: tuple[str, UUID], first: Any, second: Any) -> tuple[Any, Any]:
    """Both at once, each as far as it comes while somebody else holds that row: held in two orders, they would wait for ever."""
    table, row_id = row
    holding = text(f"SELECT FROM {table} WHERE id = :id FOR UPDATE")
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(holding, {"id": row_id})
        waiting = []
        for act in (first, second):
            waiting.append(asyncio.create_task(_alone(programme, act)))
            await asyncio.sleep(0.05)
    first_done, second_done = await asyncio.gather(*waiting)
    return first_done, second_done


async def _alone(programme: Programme, act: Any) -> Any:
    """In a transaction of its own."""
    async with programme.service.database.transaction() as transaction:
        return await _answer(act, transaction)


async def _answer(act: Any, transaction: Transaction) -> Any:
    """What is given; an act that is refused has changed nothing before."""
    try:
        return await act(transaction)
    except ProblemError as error:
        return error


async def returned(programme: Programme) -> tuple[UUID, int]:
    application = await programme.submitted()
    await programme.decide(application, "school", "return")
    return application, (await programme.view(application))["version"]
