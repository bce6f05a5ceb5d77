"""Events a process could never take in, kept until somebody has seen to the cause."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from nats.js import JetStreamContext
from nats.js.errors import NotFoundError
from pydantic import ValidationError

from chassis.bus.connection import Bus
from chassis.settings import Settings
from contracts.envelope import Envelope
from contracts.topology import DEAD_LETTERS


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event (None where what came was none), the process it was meant for, and the error's name."""

    number: int
    process: str
    error: str
    envelope: Envelope | None


@asynccontextmanager
async def operator(settings: Settings) -> AsyncIterator[JetStreamContext]:
    """The bus, joined with the operator's key."""
    async with Bus("operator", settings) as bus:
        yield await bus.joined()


async def every(jetstream: JetStreamContext) -> AsyncIterator[DeadLetter]:
    """All of them, oldest first."""
    number = 1
    while True:
        try:
            message = await jetstream.get_msg(DEAD_LETTERS, seq=number, subject="dead.>", next=True)
        except NotFoundError:
            return
        found = message.seq or number
        process = (message.subject or "").split(".")[1]
        yield DeadLetter(found, process, (message.headers or {}).get("Songjiao-Error", ""), _envelope(message.data))
        number = found + 1


async def forget(jetstream: JetStreamContext, letter: DeadLetter) -> None:
    """Take it off the stream, once it was taken in."""
    await jetstream.delete_msg(DEAD_LETTERS, letter.number)


def _envelope(data: bytes | None) -> Envelope | None:
    try:
        return Envelope.model_validate_json(data or b"")
    except ValidationError:
        return None
