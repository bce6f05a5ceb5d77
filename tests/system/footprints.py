"""What a case has left behind: the outcome of its run, and every step its services ever answered."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from temporalio.client import Client

from chassis.settings import settings
from contracts.kinds import Kind, workflow_id
from tests.system.dying import only_looks, step_of

ANSWERED = text("SELECT key, answered_at FROM command_answers WHERE key LIKE :keys")


async def outcome(kind: Kind, case_id: UUID) -> object:
    """How the case's run ended."""
    client = await Client.connect(settings().temporal_address, namespace=settings().temporal_namespace)
    async with asyncio.timeout(30):
        return await client.get_workflow_handle(workflow_id(kind.name, case_id)).result()


async def steps_done(kind: Kind, case_id: UUID) -> list[str]:
    """All that was ever done for a case, in order. A run that is made anew may look once more; nothing is done by that."""
    found: list[tuple[datetime, str]] = []
    for service in (kind.owner, "approvals"):
        engine = create_async_engine(settings().database_of(service), poolclass=NullPool)
        async with engine.connect() as connection:
            rows = await connection.execute(ANSWERED, {"keys": f"{workflow_id(kind.name, case_id)}/%"})
            found += [(row.answered_at, row.key) for row in rows]
        await engine.dispose()
    return [step_of(key) for _, key in sorted(found) if not only_looks(key)]
