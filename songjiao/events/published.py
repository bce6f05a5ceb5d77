"""Events as the service that said them keeps them: in its outbox, by position."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus import envelopes
from chassis.settings import Settings
from chassis.store.database import Database
from chassis.store.tables import outbox
from contracts.envelope import Envelope

BATCH = 500


@asynccontextmanager
async def opened(service: str, settings: Settings) -> AsyncIterator[Database]:
    """The service's database, closed at the end."""
    database = Database(service, settings.database_of(service), pool_size=2)
    try:
        yield database
    finally:
        await database.close()


async def after(database: Database, position: int, *, subject: UUID | None = None) -> AsyncIterator[Envelope]:
    """Every event after a position, in order; of one aggregate only where `subject` is given."""
    while True:
        async with database.reading() as connection:
            found = await _batch(connection, database.service, position, subject)
        for envelope in found:
            yield envelope
            position = envelope.position
        if len(found) < BATCH:
            return


async def _batch(connection: AsyncConnection, service: str, position: int, subject: UUID | None) -> list[Envelope]:
    statement = select(outbox).where(outbox.c.position > position).order_by(outbox.c.position).limit(BATCH)
    if subject is not None:
        statement = statement.where(outbox.c.subject == subject)
    return [envelopes.of_row(service, dict(row)) for row in (await connection.execute(statement)).mappings()]
