"""Answers to commands: each in a transaction of its own, and the same key always gets the same answer."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import structlog
from nats.aio.msg import Msg
from opentelemetry.trace import SpanKind
from pydantic import ValidationError
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chassis import correlation, telemetry
from chassis.bus.connection import Bus
from chassis.store.database import Database, Transaction
from chassis.store.tables import command_answers
from contracts.commands.command import Command, Refusal
from contracts.topology import ASKS, inbox

log = structlog.get_logger()

AT_ONCE = 32
ASKERS = f"{inbox(ASKS)}."

KEEP = insert(command_answers).values(
    {name: bindparam(name, type_=command_answers.c[name].type) for name in ("key", "asked_hash", "answer")}
)
FOUND = select(command_answers.c.asked_hash, command_answers.c.answer).where(
    command_answers.c.key == bindparam("asked_key")
)

# Takes the transaction and what was asked; gives the answer or a refusal, and never commits.
Responder = Callable[[Transaction, Any], Awaitable[Any]]
Responders = dict[Command[Any, Any], Responder]


class KeyReusedError(Exception):
    """The same key came with another payload: a mistake of the caller that must not be hidden."""


class Answering:
    """Serves a service's commands from the bus, so many at once."""

    def __init__(self, database: Database, bus: Bus, responders: Responders) -> None:
        self._database = database
        self._bus = bus
        self._by_subject = {command.subject: (command, responder) for command, responder in responders.items()}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Subscribe and answer until cancelled."""
        await self._bus.joined()
        service = self._database.service
        subscription = await self._bus.client.subscribe(f"cmd.{service}.>", queue=service)
        try:
            async for message in subscription.messages:
                await self._room.acquire()
                task = asyncio.create_task(self._answer(message))
                self._under_way.add(task)
                task.add_done_callback(self._done)
        finally:
            await asyncio.gather(*self._under_way, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._room.release()

    async def _answer(self, message: Msg) -> None:
        if not message.reply.startswith(ASKERS):
            # Whoever may ask waits for the answer where only they can hear it. What the server itself was made to send here, by
            # the configuration of a stream or a reader or as somebody's answer, has no such place, whatever it says.
            log.warning("command.not_asked", service=self._database.service, command=message.subject)
            return
        found = self._by_subject.get(message.subject)
        if found is None:
            await self._fail(message, "unknown_command")
            return
        command, responder = found
        started = time.perf_counter()
        try:
            with telemetry.continued(f"answer {command.name}", message.headers, SpanKind.SERVER):
                body = await self._settle(command, responder, message.data)
            await message.respond(body)
        except ValidationError:
            await self._fail(message, "malformed")
        except KeyReusedError:
            await self._fail(message, "key_reused")
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            log.warning("command.unavailable", command=command.name, error=type(error).__name__)
            await self._fail(message, "unavailable")
        except Exception:
            # The text of an unexpected error may hold a name: the log may see it, the workflow's history may not.
            log.exception("command.failed", command=command.name)
            await self._fail(message, "unavailable")
        finally:
            seconds = time.perf_counter() - started
            telemetry.COMMAND_SECONDS.labels(self._database.service, command.name).observe(seconds)

    async def _fail(self, message: Msg, code: str) -> None:
        await self._bus.client.publish(message.reply, b"", headers={"error": code})

    async def _settle(self, command: Command[Any, Any], responder: Responder, data: bytes) -> bytes:
        request = command.request.model_validate_json(data)
        correlation.begin(request.correlation_id)
        asked_hash = hashlib.sha256(request.asked.model_dump_json().encode()).hexdigest()
        try:
            async with self._database.transaction() as transaction:
                given = await responder(transaction, request.asked)
                refusal = given if isinstance(given, Refusal) else None
                answer = command.answer(given=None if refusal else given, refusal=refusal)
                # "Not yet" is an answer about now, not about the command: the next time may find otherwise.
                if refusal is None or refusal.retry_in is None:
                    row = {"key": request.key, "asked_hash": asked_hash, "answer": answer.model_dump(mode="json")}
                    # A key that was answered before fails here and takes all that was done again back with it.
                    transaction.add_last(KEEP, row)
                    return answer.model_dump_json().encode()
                return await _answered(transaction, request.key, asked_hash) or answer.model_dump_json().encode()
        except IntegrityError:
            async with self._database.transaction() as transaction:
                if (before := await _answered(transaction, request.key, asked_hash)) is not None:
                    return before
            raise


async def _answered(transaction: Transaction, key: str, asked_hash: str) -> bytes | None:
    row = (await transaction.execute(FOUND, {"asked_key": key})).one_or_none()
    if row is None:
        return None
    if row.asked_hash != asked_hash:
        raise KeyReusedError(key)
    return orjson.dumps(row.answer)
