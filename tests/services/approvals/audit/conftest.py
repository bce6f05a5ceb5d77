"""A small history of everything the log proves, and whoever has the keys of the database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis.bus import envelopes
from chassis.bus.relay import ASSIGN
from chassis.store.database import Database
from chassis.store.tables import outbox
from contracts.cases import CaseCard
from contracts.commands.approvals import ESCALATE, MARK_OVERTAKEN, OPEN_TASK, REMIND
from services.approvals.audit.report import Report
from services.approvals.audit.verify import verify_all
from songjiao.servers.stack import Stack
from tests.services.approvals.programme import (
    COUNTY_OFFICE,
    Escalate,
    MarkOvertaken,
    Programme,
    Remind,
    decision,
    fact,
    opening,
    seconds,
)

Tamper = Callable[..., Awaitable[None]]


@dataclass
class History:
    """`decided` was decided at the county by a deputy, overtaken, and stands before the municipal office; `other` was withdrawn."""

    decided: CaseCard
    other: CaseCard


@pytest.fixture
async def history(programme: Programme, client: httpx2.AsyncClient, moving: Callable[[timedelta], None]) -> History:
    clerk, deputy = await programme.person("陈志远", COUNTY_OFFICE), await programme.person("吴敏")
    proxy = await programme.proxy(clerk, deputy, COUNTY_OFFICE)
    made = await programme.submitted(facts=(fact("post", "语文教师"),))
    asked = opening(made, deadline=seconds(1), remind_after=seconds(1))
    await programme.ask(OPEN_TASK, asked)
    moving(timedelta(seconds=2))
    await programme.ask(REMIND, Remind(task_id=asked.task_id))
    await programme.ask(ESCALATE, Escalate(task_id=asked.task_id))
    body = decision(made, opinion="情况属实，同意", proxy_id=str(proxy))
    answer = await client.post(f"/tasks/{asked.task_id}/decision", headers=deputy, json=body)
    assert answer.status_code == 200, answer.text
    await programme.ask(
        MARK_OVERTAKEN,
        MarkOvertaken(task_id=asked.task_id, decision_id=answer.json()["decision_id"], reason="withdrawn"),
    )
    await programme.tell(made, "COUNTY_APPROVED", 2)
    await programme.ask(OPEN_TASK, opening(made, "municipal"))
    other = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(other))
    await programme.tell(other, "WITHDRAWN", 2, finished=True, cause="withdrawn")
    await numbered(programme.service.database)
    return History(made, other)


async def numbered(database: Database) -> None:
    """Give what waits its positions, as the relay does."""
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(ASSIGN, (1000,))


@pytest.fixture
def tamper(programme: Programme, stack: Stack) -> Tamper:
    """As the superuser, whom neither rights nor triggers nor references stop."""
    url = stack.postgres.url(database=make_url(programme.service.database.url).database)

    async def change(*statements: str, **ids: UUID) -> None:
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.execute(text("SET session_replication_role = replica"))
            for statement in statements:
                assert (await connection.execute(text(statement), ids)).rowcount, f"nothing was changed by {statement}"
        await engine.dispose()

    return change


async def on_stream(database: Database) -> list[bytes]:
    """What the relay would have put on the stream by now."""
    async with database.reading() as connection:
        rows = (
            (await connection.execute(select(outbox).where(outbox.c.position.is_not(None)).order_by(outbox.c.position)))
            .mappings()
            .all()
        )
    return [envelopes.of_row("approvals", row).model_dump_json(exclude_none=True).encode() for row in rows]


async def pages(*messages: bytes) -> AsyncIterator[list[bytes]]:
    """A stream of these."""
    yield list(messages)


async def everything(programme: Programme, folder: Path, *stream: bytes) -> Report:
    """What `verify --all` finds."""
    return await verify_all(programme.service.database, folder, pages(*stream))


def told(report: Report) -> list[str]:
    """The flaws in words, with the case's number."""
    return [f"{name}: {flaw}" for name, flaws in report.flaws.items() for flaw in flaws]
