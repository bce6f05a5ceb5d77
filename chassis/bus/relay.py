"""Puts what a service has committed on its stream: in order, each with a gapless position, and again where the stream lost it."""

import asyncio
import contextlib
from collections import deque
from datetime import datetime
from typing import Any

import asyncpg
import structlog
from nats.js import JetStreamContext
from sqlalchemy.engine import make_url

from chassis import telemetry
from chassis.bus import envelopes
from chassis.bus.connection import Bus
from chassis.bus.refill import MissingError, look_at, missing_positions
from chassis.ids import uuid7

log = structlog.get_logger()

BATCH = 256
LOOK_EVERY_SECONDS = 1.0
COMPARE_EVERY_SECONDS = 3600.0
# A stream that was lost and made anew is empty, and says nothing of it: what was not taken in from it yet would wait for the hour.
LOOK_AT_STREAM_EVERY_SECONDS = 2.0
# What was published is noted this seldom: after a crash the last events are published again, and passed over by their ids.
NOTE_EVERY_SECONDS = 0.5
ACKNOWLEDGED_WITHIN_SECONDS = 5.0
# So many batches may wait for the stream's acknowledgement while the next is already being numbered: the stream syncs its
# disk before it answers, and nobody else's event should wait for that.
UNDER_WAY = 8

# One relay per service, wherever its processes run: the one whose connection holds this lock.
ADVISORY_LOCK = 7_002_100

COLUMNS = "id, type, subject, time, data, aggregate_version, correlation_id, traceparent, position"

ASSIGN = f"""
WITH waiting AS (SELECT seq FROM outbox WHERE position IS NULL ORDER BY seq LIMIT $1),
     numbered AS (SELECT seq AS n_seq, row_number() OVER (ORDER BY seq) AS n FROM waiting),
     last AS (SELECT coalesce(max(position), 0) AS at FROM outbox)
UPDATE outbox SET position = last.at + numbered.n FROM numbered, last WHERE outbox.seq = numbered.n_seq
RETURNING {COLUMNS}
"""  # noqa: S608
UNPUBLISHED = f"""
SELECT {COLUMNS} FROM outbox
WHERE position > (SELECT published FROM outbox_progress) ORDER BY position
"""  # noqa: S608
# Losing this means publishing something again, which does no harm: no need to wait for the disk.
NOTE = "WITH unhurried AS (SELECT set_config('synchronous_commit', 'off', true)) UPDATE outbox_progress SET published = $1 FROM unhurried"
AGAIN = f"SELECT {COLUMNS} FROM outbox WHERE position = ANY($1::bigint[]) ORDER BY position"  # noqa: S608


class Relay:
    """Runs beside a service; at most one of all its copies is at work at a time."""

    def __init__(self, service: str, database_url: str, bus: Bus) -> None:
        self._service = service
        self._url = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._bus = bus
        self._woken = asyncio.Event()
        self._compare = True
        self._published = self._noted = 0
        self._note_at = self._look_at = 0.0
        self._made: datetime | None = None
        # What the stream has not acknowledged yet, in order: up to which position each batch goes.
        self._under_way: deque[tuple[int, asyncio.Future[None]]] = deque()

    async def run(self) -> None:
        """Work until cancelled; whatever breaks is tried again with a fresh connection."""
        self._bus.on_reconnected(self._compare_soon)
        while True:
            try:
                await self._hold_the_lock()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("relay.interrupted", service=self._service, error=type(error).__name__)
                await asyncio.sleep(0.5)

    async def _hold_the_lock(self) -> None:
        connection = await asyncpg.connect(self._url, server_settings={"application_name": f"{self._service}-relay"})
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
            # Whoever held the lock meanwhile may have come further; and what was numbered when the connection broke may be
            # on the stream or not.
            self._published = self._noted = 0
            self._compare = True
            await connection.add_listener("outbox", lambda *_: self._woken.set())
            await self._relay(connection)
        finally:
            self._forget()
            with contextlib.suppress(Exception):
                await connection.close(timeout=2)

    async def _relay(self, connection: Any) -> None:
        jetstream = await self._bus.joined()
        clock = asyncio.get_running_loop().time
        compare_at = clock() + COMPARE_EVERY_SECONDS
        while True:
            try:
                # Cleared first: what is committed while we publish wakes us again.
                self._woken.clear()
                if clock() >= self._look_at:
                    await self._look_at_stream(jetstream)
                    self._look_at = clock() + LOOK_AT_STREAM_EVERY_SECONDS
                if self._compare or clock() >= compare_at:
                    self._compare = False
                    # First of all: what is not noted would not be looked for on the stream.
                    await self._note(connection)
                    await self._refill(connection, jetstream)
                    await self._publish_numbered(jetstream, await connection.fetch(UNPUBLISHED))
                    await self._settle(0)
                    compare_at = clock() + COMPARE_EVERY_SECONDS
                while await self._publish_some(connection, jetstream):
                    pass
                await self._settle(UNDER_WAY)
                if clock() >= self._note_at:
                    self._note_at = clock() + NOTE_EVERY_SECONDS
                    await self._note(connection)
            except (asyncpg.PostgresError, asyncpg.InterfaceError):
                raise
            except MissingError:
                # Told by the bus. What is committed waits until the set-up step has made the stream, and is all put there.
                self._forget()
                self._compare = True
                await asyncio.sleep(1)
                continue
            except Exception as error:
                # The stream, or NATS, is away: what is committed waits, and is compared once it is back.
                log.warning("relay.stream_unavailable", service=self._service, error=type(error).__name__)
                self._forget()
                self._compare = True
                await asyncio.sleep(0.5)
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), LOOK_EVERY_SECONDS)

    async def _look_at_stream(self, jetstream: JetStreamContext) -> None:
        made = (await look_at(self._bus, jetstream, self._service)).created
        if made != self._made:
            self._made, self._compare = made, True

    async def _compare_soon(self) -> None:
        self._compare = True
        self._woken.set()

    async def _publish_some(self, connection: Any, jetstream: JetStreamContext) -> bool:
        """Number and publish what waits; whether there may be more."""
        rows = sorted(await connection.fetch(ASSIGN, BATCH), key=lambda row: row["position"])
        await self._publish_numbered(jetstream, rows)
        return len(rows) == BATCH

    async def _publish_numbered(self, jetstream: JetStreamContext, rows: list[Any]) -> None:
        telemetry.OUTBOX_WAITING.labels(self._service).set(len(rows))
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            acknowledged = await self._publish(jetstream, some)
            acknowledged.add_done_callback(self._tell_failure)
            self._under_way.append((some[-1]["position"], acknowledged))
            telemetry.EVENTS_PUBLISHED.labels(self._service).inc(len(some))
            await self._settle(UNDER_WAY)

    async def _settle(self, leave: int) -> None:
        """Take in what was acknowledged, and wait for more while over `leave` batches are under way. Raises what went wrong."""
        while self._under_way and (len(self._under_way) > leave or self._under_way[0][1].done()):
            position, acknowledged = self._under_way[0]
            await acknowledged
            self._published = position
            self._under_way.popleft()

    def _tell_failure(self, acknowledged: asyncio.Future[None]) -> None:
        if not acknowledged.cancelled() and acknowledged.exception() is not None:
            self._woken.set()

    def _forget(self) -> None:
        while self._under_way:
            self._under_way.popleft()[1].cancel()

    async def _note(self, connection: Any) -> None:
        """Remember how far the outbox has been put on the stream."""
        if self._published > self._noted:
            await connection.execute(NOTE, self._published)
            self._noted = self._published

    async def _publish(
        self, jetstream: JetStreamContext, rows: list[Any], *, again: bool = False
    ) -> asyncio.Future[None]:
        """Hand these to the stream, in order; the future is done once it has acknowledged them all."""
        acknowledgements = []
        for row in rows:
            envelope = envelopes.of_row(self._service, row)
            body = envelope.model_dump_json(exclude_none=True).encode()
            headers = envelopes.headers(envelope)
            if again:
                # The stream remembers ids for two minutes, and would take what it has just lost for a repetition.
                headers["Nats-Msg-Id"] += f"/{uuid7()}"
            acknowledgements.append(await jetstream.publish_async(row["type"], body, headers=headers))
        return asyncio.ensure_future(_all_of(acknowledgements))

    async def _refill(self, connection: Any, jetstream: JetStreamContext) -> None:
        published = await connection.fetchval("SELECT published FROM outbox_progress")
        missing = await missing_positions(self._bus, jetstream, self._service, published)
        for start in range(0, len(missing), BATCH):
            rows = await connection.fetch(AGAIN, missing[start : start + BATCH])
            await (await self._publish(jetstream, rows, again=True))
        if missing:
            log.warning("relay.stream_refilled", service=self._service, events=len(missing))


async def _all_of(acknowledgements: list[asyncio.Future[Any]]) -> None:
    async with asyncio.timeout(ACKNOWLEDGED_WITHIN_SECONDS):
        await asyncio.gather(*acknowledgements)
