"""From a commit to another service's transaction: in order, once, and again after whatever was lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError
from sqlalchemy import Column, Integer, MetaData, Table, Uuid, func, insert, select, text
from structlog.testing import capture_logs

from chassis.bus.connection import Bus
from chassis.bus.consumers import Handlers, listeners
from chassis.bus.relay import ADVISORY_LOCK, ASSIGN, BATCH, Relay
from chassis.ids import uuid7
from chassis.settings import Settings
from chassis.store.database import Database, Transaction
from contracts.envelope import Envelope
from contracts.events.directory import SessionRevoked
from contracts.spans import Span
from songjiao.servers.nats import Nats
from tests.breaker import breaking
from tests.chassis.conftest import Opened
from tests.chassis.waiting import until
from tests.conftest import owning

END_RELAY = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = 'directory-relay'"
)

taken = Table("taken", MetaData(), Column("session_id", Uuid), Column("position", Integer))


async def say(database: Database, how_many: int = 1) -> list[UUID]:
    said = [uuid7() for _ in range(how_many)]
    async with database.transaction() as transaction:
        for session_id in said:
            event = SessionRevoked(session_id=session_id, revoked_at=datetime.now(UTC))
            transaction.emit(event, subject=session_id, version=1)
    return said


async def take_in(transaction: Transaction, event: SessionRevoked, envelope: Envelope) -> None:
    await transaction.execute(insert(taken).values(session_id=event.session_id, position=envelope.position))


async def taken_in(database: Database) -> list[UUID]:
    async with database.reading() as connection:
        return list((await connection.execute(select(taken.c.session_id).order_by(taken.c.position))).scalars())


@asynccontextmanager
async def relaying(database: Database, settings: Settings) -> AsyncIterator[Bus]:
    async with Bus("directory", settings) as bus:
        task = asyncio.create_task(Relay("directory", database.engine.url.render_as_string(False), bus).run())
        yield bus
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def listening(database: Database, settings: Settings, handlers: Handlers) -> AsyncIterator[Bus]:
    async with Bus("enrollment", settings) as bus:
        tasks = [asyncio.create_task(one.run()) for one in listeners(database, bus, handlers)]
        yield bus
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def sender(opened: Opened) -> Database:
    return await opened("directory")


@pytest.fixture
async def receiver(opened: Opened) -> Database:
    database = await opened("enrollment")
    async with owning(database.service, database.url) as connection:
        await connection.run_sync(taken.metadata.create_all)
    return database


async def test_events_arrive_in_order_and_once(sender: Database, receiver: Database, bus_settings: Settings) -> None:
    before = await say(sender, 300)
    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: take_in}):
        after = [one for _ in range(20) for one in await say(sender)]
        await until(lambda: _count(receiver, 320))
    assert await taken_in(receiver) == before + after


async def test_what_is_rolled_back_is_never_said(sender: Database, bus_settings: Settings) -> None:
    async def say_and_fail() -> None:
        async with sender.transaction() as transaction:
            event = SessionRevoked(session_id=uuid7(), revoked_at=datetime.now(UTC))
            transaction.emit(event, subject=uuid7(), version=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await say_and_fail()
    async with sender.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM outbox")) == 0


async def test_positions_are_gapless_though_ids_are_not(sender: Database, bus_settings: Settings) -> None:
    """A transaction that began first and commits last still gets the last position."""
    async with relaying(sender, bus_settings):
        async with sender.transaction() as early:
            event = SessionRevoked(session_id=uuid7(), revoked_at=datetime.now(UTC))
            early.emit(event, subject=event.session_id, version=1)
            await early.write_events()
            await say(sender, 3)
            await until(lambda: _published(sender, 3))
        await until(lambda: _published(sender, 4))
        async with sender.reading() as connection:
            rows = await connection.execute(text("SELECT position FROM outbox ORDER BY seq"))
    assert list(rows.scalars()) == [4, 1, 2, 3]


async def test_a_stream_that_is_not_there_is_told_of_once(receiver: Database, bus_settings: Settings) -> None:
    """The service that says it may not be built yet; its silence would fill the log."""
    with capture_logs() as said:
        async with listening(receiver, bus_settings, {SessionRevoked: take_in}):
            # Asked at once, after half a second, and a second later.
            await asyncio.sleep(2)
    assert [one["stream"] for one in said if one["event"] == "consumer.lost"] == ["directory"]


async def test_a_deleted_stream_is_refilled(sender: Database, receiver: Database, bus_settings: Settings) -> None:
    async with relaying(sender, bus_settings) as bus, listening(receiver, bus_settings, {SessionRevoked: take_in}):
        before = await say(sender, 40)
        await until(lambda: _count(receiver, 40))
        async with breaking(bus_settings.nats_url) as jetstream:
            await jetstream.delete_stream("DIRECTORY")
        after = await say(sender, 40)
        await until(lambda: _count(receiver, 80), 30)
        jetstream = await bus.joined()
        await until(lambda: _held(jetstream, 80), 30)
    assert set(await taken_in(receiver)) == set(before + after)


async def test_a_hole_in_the_stream_is_found_and_filled(sender: Database, bus_settings: Settings) -> None:
    async with relaying(sender, bus_settings):
        await say(sender, 10)
        await until(lambda: _published(sender, 10))
    async with breaking(bus_settings.nats_url) as jetstream:
        for sequence in (3, 7):
            await jetstream.delete_msg("DIRECTORY", sequence)
    async with relaying(sender, bus_settings) as bus:
        jetstream = await bus.joined()
        await until(lambda: _held(jetstream, 10))


async def test_what_was_numbered_as_the_connection_broke_is_said(sender: Database, bus_settings: Settings) -> None:
    """The relay cannot know whether its last statement was carried out, so it looks at everything again."""
    async with relaying(sender, bus_settings) as bus:
        await say(sender)
        await until(lambda: _published(sender, 1))
        async with sender.engine.connect() as raw:
            connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(END_RELAY))
            await connection.execute(text(f"SELECT pg_advisory_lock({ADVISORY_LOCK})"))
            await say(sender)
            await connection.exec_driver_sql(ASSIGN, (BATCH,))
            await connection.invalidate()
        jetstream = await bus.joined()
        await until(lambda: _held(jetstream, 2))


async def test_the_bus_may_be_away_for_long(
    sender: Database, receiver: Database, bus_settings: Settings, nats: Nats
) -> None:
    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: take_in}):
        before = await say(sender)
        await until(lambda: _count(receiver, 1))
        await nats.stop()
        during = await say(sender, 5)
        await asyncio.sleep(3)
        await nats.start()
        after = await say(sender)
        await until(lambda: _count(receiver, 7), 40)
    assert await taken_in(receiver) == before + during + after


async def test_a_passing_fault_is_tried_again_and_an_eternal_one_is_buried(
    sender: Database, receiver: Database, bus_settings: Settings
) -> None:
    tries: list[UUID] = []

    async def fault(transaction: Transaction, event: SessionRevoked, envelope: Envelope) -> None:
        tries.append(event.session_id)
        if event.session_id == poisoned:
            await transaction.execute(text("SELECT 1/0"))
        if tries.count(event.session_id) < 3:
            raise ConnectionError
        await take_in(transaction, event, envelope)

    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: fault}) as bus:
        poisoned, passing = await say(sender, 2)
        await until(lambda: _count(receiver, 1), 30)
        jetstream = await bus.joined()
        assert (await jetstream.stream_info("DEAD_LETTERS")).state.messages == 1
    assert tries.count(poisoned) == 1
    assert await taken_in(receiver) == [passing]


async def test_a_word_nobody_knows_yet_is_put_off_and_nonsense_is_buried(
    sender: Database, receiver: Database, bus_settings: Settings
) -> None:
    known = False

    async def strict(transaction: Transaction, event: SessionRevoked, envelope: Envelope) -> None:
        if event.session_id == nonsense:
            Span.model_validate({"amount": -1, "unit": "weeks"})
        if event.session_id == newer and not known:
            Span.model_validate({"amount": 1, "unit": "weeks"})
        await take_in(transaction, event, envelope)

    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: strict}) as bus:
        nonsense, newer, plain = await say(sender, 3)
        await until(lambda: _count(receiver, 1), 30)
        jetstream = await bus.joined()
        assert (await jetstream.stream_info("DEAD_LETTERS")).state.messages == 1
        known = True
        await until(lambda: _count(receiver, 2), 30)
    assert sorted(await taken_in(receiver)) == sorted([plain, newer])


async def test_however_many_are_put_off_the_others_come(
    sender: Database, receiver: Database, bus_settings: Settings
) -> None:
    known: list[UUID] = []

    async def strict(transaction: Transaction, event: SessionRevoked, envelope: Envelope) -> None:
        if event.session_id not in known:
            raise ConnectionError
        await take_in(transaction, event, envelope)

    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: strict}):
        # More than a consumer may have unanswered unless it is told otherwise.
        await say(sender, 1100)
        known += await say(sender, 1)
        await until(lambda: _count(receiver, 1), 30)
    assert await taken_in(receiver) == known


async def _count(database: Database, wanted: int) -> bool:
    async with database.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(taken)) == wanted


async def _published(database: Database, wanted: int) -> bool:
    async with database.reading() as connection:
        return await connection.scalar(text("SELECT published FROM outbox_progress")) == wanted


async def _held(jetstream: JetStreamContext, wanted: int) -> bool:
    try:
        return (await jetstream.stream_info("DIRECTORY")).state.messages == wanted
    except NotFoundError:
        return False
