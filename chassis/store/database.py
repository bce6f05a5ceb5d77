"""One database per service, one transaction per request, event or command, committed at the edge."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Executable, Insert, bindparam, event, exc
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import clock, correlation, telemetry
from chassis.ids import uuid7
from chassis.store.engines import engine
from chassis.store.tables import outbox
from contracts.envelope import Event

IDLE_SECONDS_BEFORE_PING = 1.0

WRITE_EVENTS = outbox.insert()
_WRITTEN = ("id", "type", "subject", "time", "data", "aggregate_version", "correlation_id", "traceparent")
_EVENT_VALUES = {name: bindparam(f"event_{name}", type_=outbox.c[name].type) for name in _WRITTEN}

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Transaction:
    """A transaction that is committed by whoever opened it. Events emitted in it are written with it, or not at all."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self._events: list[dict[str, Any]] = []
        self._last: tuple[Insert, dict[str, Any]] | None = None

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run one Core statement."""
        return await self.connection.execute(statement, parameters)

    def emit(self, said: Event, *, subject: UUID, version: int) -> UUID:
        """Publish an event of the aggregate `subject`, whose version it carries. Returns the event's id."""
        event_id = uuid7()
        self._events.append(
            {
                "id": event_id,
                "type": said.TYPE,
                "subject": subject,
                "time": clock.business(),
                "data": said.model_dump(mode="json"),
                "aggregate_version": version,
                "correlation_id": correlation.current(),
                "traceparent": telemetry.traceparent(),
            }
        )
        return event_id

    def add_last(self, statement: Insert, row: dict[str, Any]) -> None:
        """Write this row together with the events, which saves a round trip; its faults are raised before the commit."""
        self._last = (statement, row)

    async def write_events(self) -> None:
        """Put what was emitted into the outbox; called once, before the commit."""
        events, last = self._events, self._last
        self._events, self._last = [], None
        if last is not None and len(events) == 1:
            statement, row = last
            await self.connection.execute(_with_event(statement), row | _named(events[0]))
            return
        if last is not None:
            await self.connection.execute(*last)
        if events:
            await self.connection.execute(WRITE_EVENTS, events)


@cache
def _with_event(statement: Insert) -> Insert:
    return WRITE_EVENTS.values(_EVENT_VALUES).add_cte(statement.cte("last"))


def _named(event: dict[str, Any]) -> dict[str, Any]:
    # The columns of the other row may bear the same names.
    return {f"event_{name}": value for name, value in event.items()}


class Database:
    """A service's own database."""

    def __init__(self, service: str, url: str, pool_size: int = 10) -> None:
        self.service = service
        self.url = url
        self.engine: AsyncEngine = engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
            connect_args={"server_settings": {"jit": "off", "application_name": service}},
        )
        _ping_what_lay_idle(self.engine)
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Everything in the block is committed at its end, events included, or nothing is."""
        async with self.engine.begin() as connection:
            transaction = Transaction(connection)
            yield transaction
            await transaction.write_events()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for SELECTs that need no common snapshot: saves the round trips of BEGIN and COMMIT."""
        async with self._autocommit.connect() as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection all of whose SELECTs see the database as it was at the first: for what is compared with one another."""
        async with self._snapshot.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def _ping_what_lay_idle(engine: AsyncEngine) -> None:
    """After a restart of the server a pooled connection is dead; asking each time would cost every request a round trip."""
    sync = engine.sync_engine

    @event.listens_for(sync, "checkin")
    def remember(_connection: Any, record: Any) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(sync, "checkout")
    def ping(connection: Any, record: Any, _proxy: Any) -> None:
        # A server that went away in good order has said so, and the driver knows without asking.
        if connection.driver_connection.is_closed():
            raise exc.InvalidatePoolError
        if time.monotonic() - record.info.get("used_at", time.monotonic()) < IDLE_SECONDS_BEFORE_PING:
            return
        try:
            sync.dialect.do_ping(connection)
        except Exception as error:
            # All that were opened before are dead too; only this error makes the pool drop them together.
            raise exc.InvalidatePoolError from error
