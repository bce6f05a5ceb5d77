"""Takes in other services' events: once each, one transaction per event, never given up for a passing fault."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.errors import NoStreamResponseError
from opentelemetry.trace import SpanKind
from pydantic import ValidationError
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from chassis import correlation, telemetry
from chassis.bus import envelopes
from chassis.bus.connection import Bus
from chassis.bus.pull import ConsumerLostError, pull
from chassis.store.database import Database, Transaction
from chassis.store.tables import inbox
from contracts.envelope import Envelope, Event
from contracts.topology import DEAD_LETTERS, stream

log = structlog.get_logger()

# Takes the transaction, the typed event and its envelope; never commits.
Handler = Callable[[Transaction, Any, Envelope], Awaitable[None]]
Handlers = dict[type[Event], Handler]
# Takes an envelope in by whatever means; raises to have it come again.
TakeIn = Callable[[Envelope], Awaitable[None]]

TAKE_ONCE = insert(inbox).values(event_id=bindparam("event_id")).on_conflict_do_nothing().returning(inbox.c.event_id)

LONGEST_BACK_OFF_SECONDS = 30.0
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 5.0
# SQLSTATE classes of faults in what is asked: data, integrity, syntax or names. Others are about the server and pass.
FAULTS_OF_THE_STATEMENT = ("22", "23", "42")

# What pydantic calls a word that is not among those a field may say.
UNKNOWN_WORD = frozenset({"literal_error", "enum"})


class PoisonedError(Exception):
    """This event will never be taken in, however often it comes: to the dead letters with it."""


class UnknownTypeError(Exception):
    """The reader was made by a newer version, which takes this type in: it waits until this process is of that version."""


class Listener:
    """Reads one service's stream as its process's durable reader. Events of one aggregate are taken in one after the other."""

    def __init__(self, bus: Bus, service: str, types: list[str], take_in: TakeIn, at_once: int = 1) -> None:
        self._bus = bus
        self._service = service
        self._types = frozenset(types)
        self._take_in = take_in
        self._lanes = [asyncio.Lock() for _ in range(at_once)]
        self._room = asyncio.Semaphore(at_once * 4)
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Listen until cancelled. A reader that is not there is told of once, and asked for ever more seldom."""
        pause = SHORTEST_PAUSE_SECONDS
        while True:
            try:
                async for message in pull(self._bus, self._service):
                    pause = SHORTEST_PAUSE_SECONDS
                    await self._room.acquire()
                    task = asyncio.create_task(self._handle(message))
                    self._under_way.add(task)
                    task.add_done_callback(self._done)
            except (ConsumerLostError, NatsError, TimeoutError, OSError) as error:
                log.debug("consumer.lost", consumer=self._bus.process, stream=self._service, error=str(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._room.release()

    async def _handle(self, message: Msg) -> None:
        try:
            envelope = envelopes.of_message(message)
        except ValidationError as error:
            await self._bury(message, error)
            return
        lane = self._lanes[hash(envelope.subject) % len(self._lanes)]
        async with lane:
            await self._handle_in_turn(message, envelope)

    async def _handle_in_turn(self, message: Msg, envelope: Envelope) -> None:
        correlation.begin(envelope.correlationid)
        result = "taken_in"
        try:
            if envelope.type not in self._types:
                raise UnknownTypeError
            with telemetry.continued(f"take in {envelope.type}", message.headers, SpanKind.CONSUMER):
                await self._take_in(envelope)
            await message.ack()
        except Exception as error:
            if _always_comes_back(error):
                result = "buried"
                await self._bury(message, error)
            else:
                result = "put_off"
                await _put_off(message, envelope.type, error)
        telemetry.EVENTS_HANDLED.labels(self._bus.process, envelope.type, result).inc()

    async def _bury(self, message: Msg, error: Exception) -> None:
        log.error("consumer.buried", subject=message.subject, error=f"{type(error).__name__}: {error}"[:2000])
        jetstream = await self._bus.joined()
        headers = {
            "Songjiao-Error": type(error).__name__,
            "Songjiao-Stream": stream(self._service),
            "Nats-Msg-Id": f"{self._bus.process}/{stream(self._service)}/{message.metadata.sequence.stream}",
        }
        try:
            await jetstream.publish(f"dead.{self._bus.process}.{message.subject}", message.data, headers=headers)
        except NatsError as failed:
            if isinstance(failed, NoStreamResponseError):
                self._bus.lacks(DEAD_LETTERS)
            await _put_off(message, message.subject, failed)
            return
        self._bus.has(DEAD_LETTERS)
        await message.ack()


def _always_comes_back(error: Exception) -> bool:
    """Not where all that is wrong is a word this version has not heard of: the next one may know it."""
    if isinstance(error, ValidationError):
        return any(fault["type"] not in UNKNOWN_WORD for fault in error.errors(include_input=False))
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", ""))[:2] in FAULTS_OF_THE_STATEMENT
    return isinstance(error, (PoisonedError, KeyError))


async def _put_off(message: Msg, event_type: str, error: Exception) -> None:
    """Whatever is unavailable may be so for long: it comes again for ever, ever more slowly."""
    tries = message.metadata.num_delivered or 1
    log.warning("consumer.put_off", type=event_type, tries=tries, error=f"{type(error).__name__}: {error}"[:500])
    await message.nak(delay=min(LONGEST_BACK_OFF_SECONDS, 0.1 * 2 ** min(tries, 10)))


def listeners(database: Database, bus: Bus, handlers: Handlers) -> list[Listener]:
    """A listener for each service some of whose events have a handler here."""
    by_service: dict[str, list[str]] = {}
    for event in handlers:
        by_service.setdefault(event.TYPE.split(".")[0], []).append(event.TYPE)
    take_in = taking_in(database, handlers)
    return [Listener(bus, service, types, take_in) for service, types in by_service.items()]


def taking_in(database: Database, handlers: Handlers) -> TakeIn:
    """Hands an event to its handler in one transaction with the inbox: what was taken in before is passed over."""
    by_type = {event.TYPE: handler for event, handler in handlers.items()}

    async def take_in(envelope: Envelope) -> None:
        async with database.transaction() as transaction:
            if (await transaction.execute(TAKE_ONCE, {"event_id": envelope.id})).one_or_none() is None:
                return
            await by_type[envelope.type](transaction, envelope.event(), envelope)

    return take_in
