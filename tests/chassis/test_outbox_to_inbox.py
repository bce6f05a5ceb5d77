"""From a commit to another service's transaction: in order, once, and again after whatever was lost."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from chassis.bus.relay import ADVISORY_LOCK, ASSIGN, BATCH
from chassis.ids import uuid7
from chassis.settings import Settings
from chassis.store.database import Database
from contracts.events.directory import SessionRevoked
from songjiao.servers.nats import Nats
from tests.breaker import breaking
from tests.chassis.carrying import count, held, listening, published, relaying, say, take_in, taken_in
from tests.chassis.conftest import laid
from tests.chassis.waiting import until

END_RELAY = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = 'directory-relay'"
)


async def test_events_arrive_in_order_and_once(sender: Database, receiver: Database, bus_settings: Settings) -> None:
    before = await say(sender, 300)
    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: take_in}):
        after = [one for _ in range(20) for one in await say(sender)]
        await until(lambda: count(receiver, 320))
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
            await until(lambda: published(sender, 3))
        await until(lambda: published(sender, 4))
        async with sender.reading() as connection:
            rows = await connection.execute(text("SELECT position FROM outbox ORDER BY seq"))
    assert list(rows.scalars()) == [4, 1, 2, 3]


async def test_a_deleted_stream_is_refilled(sender: Database, receiver: Database, bus_settings: Settings) -> None:
    async with relaying(sender, bus_settings) as bus, listening(receiver, bus_settings, {SessionRevoked: take_in}):
        before = await say(sender, 40)
        await until(lambda: count(receiver, 40))
        async with breaking(bus_settings.nats_url) as jetstream:
            await jetstream.delete_stream("DIRECTORY")
        await laid(bus_settings)
        after = await say(sender, 40)
        await until(lambda: count(receiver, 80), 30)
        jetstream = await bus.joined()
        await until(lambda: held(jetstream, 80), 30)
    assert set(await taken_in(receiver)) == set(before + after)


async def test_a_hole_in_the_stream_is_found_and_filled(sender: Database, bus_settings: Settings) -> None:
    async with relaying(sender, bus_settings):
        await say(sender, 10)
        await until(lambda: published(sender, 10))
    async with breaking(bus_settings.nats_url) as jetstream:
        for sequence in (3, 7):
            await jetstream.delete_msg("DIRECTORY", sequence)
    async with relaying(sender, bus_settings) as bus:
        jetstream = await bus.joined()
        await until(lambda: held(jetstream, 10))


async def test_what_was_numbered_as_the_connection_broke_is_said(sender: Database, bus_settings: Settings) -> None:
    """The relay cannot know whether its last statement was carried out, so it looks at everything again."""
    async with relaying(sender, bus_settings) as bus:
        await say(sender)
        await until(lambda: published(sender, 1))
        async with sender.engine.connect() as raw:
            connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(END_RELAY))
            await connection.execute(text(f"SELECT pg_advisory_lock({ADVISORY_LOCK})"))
            await say(sender)
            await connection.exec_driver_sql(ASSIGN, (BATCH,))
            await connection.invalidate()
        jetstream = await bus.joined()
        await until(lambda: held(jetstream, 2))


async def test_the_bus_may_be_away_for_long(
    sender: Database, receiver: Database, bus_settings: Settings, nats: Nats
) -> None:
    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: take_in}):
        before = await say(sender)
        await until(lambda: count(receiver, 1))
        await nats.stop()
        during = await say(sender, 5)
        await asyncio.sleep(3)
        await nats.start()
        after = await say(sender)
        await until(lambda: count(receiver, 7), 40)
    assert await taken_in(receiver) == before + during + after
