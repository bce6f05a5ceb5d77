"""Finds which events a stream has lost, by comparing the positions it holds with those that were published."""

import asyncio
import json

from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from chassis.bus.connection import Bus
from chassis.bus.envelopes import POSITION_HEADER
from contracts.topology import stream

READ_AT_ONCE = 1000


async def missing_positions(bus: Bus, jetstream: JetStreamContext, service: str, published: int) -> list[int]:
    """Positions from 1 to `published` that are not on the stream. Cheap where the counts agree."""
    held = (await jetstream.stream_info(stream(service))).state.messages
    if published == 0 or held >= published:
        return []
    if held == 0:
        return list(range(1, published + 1))
    present = await _positions_on(bus, jetstream, service, held)
    return [position for position in range(1, published + 1) if position not in present]


async def _positions_on(bus: Bus, jetstream: JetStreamContext, service: str, held: int) -> set[int]:
    name, stream_name = f"{service}-refill", stream(service)
    config = ConsumerConfig(
        name=name,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.NONE,
        headers_only=True,
        inactive_threshold=30,
        mem_storage=True,
    )
    await jetstream.add_consumer(stream_name, config)
    inbox = bus.client.new_inbox()
    subscription = await bus.client.subscribe(inbox)
    present: set[int] = set()
    try:
        seen = 0
        while seen < held:
            request = json.dumps({"batch": READ_AT_ONCE, "no_wait": True}).encode()
            await bus.client.publish(f"$JS.API.CONSUMER.MSG.NEXT.{stream_name}.{name}", request, reply=inbox)
            got = await _read(subscription.next_msg, present)
            if got == 0:
                break
            seen += got
    finally:
        await subscription.unsubscribe()
        await jetstream.delete_consumer(stream_name, name)
    return present


async def _read(next_message: object, present: set[int]) -> int:
    got = 0
    while got < READ_AT_ONCE:
        message: Msg = await asyncio.wait_for(next_message(timeout=5), 6)  # type: ignore[operator]
        given = message.headers or {}
        if POSITION_HEADER not in given:
            # A status line: the stream has no more just now.
            break
        present.add(int(given[POSITION_HEADER]))
        got += 1
    return got
