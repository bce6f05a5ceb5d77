"""Finds which events a stream has lost, by comparing the positions it holds with those that were published."""

import json

from nats.js import JetStreamContext
from nats.js.api import StreamInfo
from nats.js.errors import NotFoundError

from chassis.bus.connection import Bus
from chassis.bus.envelopes import POSITION_HEADER
from contracts.topology import refill, stream

READ_AT_ONCE = 1000
PATIENCE_SECONDS = 5.0


class MissingError(Exception):
    """The stream, or the reader of its positions, is not there."""


async def look_at(bus: Bus, jetstream: JetStreamContext, service: str) -> StreamInfo:
    """The service's stream, as it is now. Raises MissingError."""
    what = f"{stream(service)}.{refill(service)}"
    try:
        await jetstream.consumer_info(stream(service), refill(service))
        found = await jetstream.stream_info(stream(service))
    except NotFoundError as error:
        bus.lacks(what)
        raise MissingError(what) from error
    bus.has(what)
    return found


async def missing_positions(bus: Bus, jetstream: JetStreamContext, service: str, published: int) -> list[int]:
    """Positions from 1 to `published` that are not on the stream. Cheap where the counts agree. Raises MissingError."""
    held = (await look_at(bus, jetstream, service)).state.messages
    if published == 0 or held >= published:
        return []
    if held == 0:
        return list(range(1, published + 1))
    present = await _positions_on(bus, jetstream, service)
    return [position for position in range(1, published + 1) if position not in present]


async def _positions_on(bus: Bus, jetstream: JetStreamContext, service: str) -> set[int]:
    """All of them, read from the beginning: where the reader was left does not matter, and one relay is at work at a time."""
    await jetstream.reset_consumer(stream(service), refill(service), seq=1)
    inbox = bus.client.new_inbox()
    subscription = await bus.client.subscribe(inbox)
    present: set[int] = set()
    subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream(service)}.{refill(service)}"
    request = json.dumps({"batch": READ_AT_ONCE, "no_wait": True}).encode()
    try:
        while True:
            await bus.client.publish(subject, request, reply=inbox)
            for _ in range(READ_AT_ONCE):
                given = (await subscription.next_msg(timeout=PATIENCE_SECONDS)).headers or {}
                if "Status" in given:
                    # The stream has no more just now.
                    return present
                if POSITION_HEADER in given:
                    present.add(int(given[POSITION_HEADER]))
    finally:
        await subscription.unsubscribe()
