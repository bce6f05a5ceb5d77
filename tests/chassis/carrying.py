"""What carries an event from one database to another: relay and listener on a bus of the test's own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

from nats.js import JetStreamContext
from nats.js.errors import NotFoundError
from sqlalchemy import Column, Integer, MetaData, Table, Uuid, func, insert, select, text

from chassis.bus.connection import Bus
from chassis.bus.consumers import Handlers, listeners
from chassis.bus.relay import Relay
from chassis.ids import uuid7
from chassis.settings import Settings
from chassis.store.database import Database, Transaction
from contracts.envelope import Envelope
from contracts.events.directory import SessionRevoked
from tests.breaker import breaking

taken = Table("taken", MetaData(), Column("session_id", Uuid), Column("position", Integer))


async def say(database: Database, how_many: int = 1) -> list[UUID]:
    """Commit so many events; gives the sessions they speak of."""
    said = [uuid7() for _ in range(how_many)]
    async with database.transaction() as transaction:
        for session_id in said:
            event = SessionRevoked(session_id=session_id, revoked_at=datetime.now(UTC))
            transaction.emit(event, subject=session_id, version=1)
    return said


async def take_in(transaction: Transaction, event: SessionRevoked, envelope: Envelope) -> None:
    """Note the event."""
    await transaction.execute(insert(taken).values(session_id=event.session_id, position=envelope.position))


async def taken_in(database: Database) -> list[UUID]:
    """What was noted, by position."""
    async with database.reading() as connection:
        return list((await connection.execute(select(taken.c.session_id).order_by(taken.c.position))).scalars())


@asynccontextmanager
async def relaying(database: Database, settings: Settings) -> AsyncIterator[Bus]:
    """The directory's relay at work."""
    async with Bus("directory", settings) as bus:
        task = asyncio.create_task(Relay("directory", database.engine.url.render_as_string(False), bus).run())
        yield bus
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def listening(database: Database, settings: Settings, handlers: Handlers) -> AsyncIterator[Bus]:
    """Enrollment's listeners at work."""
    async with Bus("enrollment", settings) as bus:
        tasks = [asyncio.create_task(one.run()) for one in listeners(database, bus, handlers)]
        yield bus
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def put_off(jetstream: JetStreamContext) -> bool:
    """Whether something came a second time."""
    return bool((await jetstream.consumer_info("DIRECTORY", "enrollment")).num_redelivered)


async def dead(told: Settings) -> int:
    """How many events were given up."""
    async with breaking(told.nats_url) as jetstream:
        return (await jetstream.stream_info("DEAD_LETTERS")).state.messages


async def dead_is(told: Settings, wanted: int) -> bool:
    """Whether so many were."""
    return await dead(told) == wanted


async def count(database: Database, wanted: int) -> bool:
    """Whether so many were noted."""
    async with database.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(taken)) == wanted


async def published(database: Database, wanted: int) -> bool:
    """Whether the relay is so far."""
    async with database.reading() as connection:
        return await connection.scalar(text("SELECT published FROM outbox_progress")) == wanted


async def held(jetstream: JetStreamContext, wanted: int) -> bool:
    """Whether the stream has so many."""
    try:
        return (await jetstream.stream_info("DIRECTORY")).state.messages == wanted
    except NotFoundError:
        return False
