"""A pull consumer that says at once when its stream or consumer is gone.

nats-py's `fetch` waits for a full batch when the stream was empty at first; this keeps one standing request instead, so that an
event arrives with no delay, and a missed heartbeat shows that the consumer has gone.
"""

import json
from collections.abc import AsyncIterator

from nats.aio.msg import Msg
from nats.js.errors import NotFoundError

from chassis.bus.connection import Bus
from contracts.topology import stream

AT_ONCE = 128
HEARTBEAT_SECONDS = 2.0
EXPIRES_SECONDS = 30.0


class ConsumerLostError(Exception):
    """The stream or the consumer is silent, or was never there: wait until the set-up step has made it."""


async def pull(bus: Bus, service: str) -> AsyncIterator[Msg]:
    """What the process's reader is given of a service's stream, for ever; to be acknowledged. Raises ConsumerLostError."""
    jetstream = await bus.joined()
    name = bus.process
    what = f"{stream(service)}.{name}"
    try:
        await jetstream.consumer_info(stream(service), name)
    except NotFoundError as error:
        bus.lacks(what)
        raise ConsumerLostError("missing") from error
    bus.has(what)
    inbox = bus.client.new_inbox()
    subscription = await bus.client.subscribe(inbox)
    subject = f"$JS.API.CONSUMER.MSG.NEXT.{what}"
    outstanding = 0
    try:
        while True:
            if outstanding <= AT_ONCE // 2:
                await bus.client.publish(subject, _request(AT_ONCE - outstanding), reply=inbox)
                outstanding = AT_ONCE
            try:
                message = await subscription.next_msg(timeout=HEARTBEAT_SECONDS * 2.5)
            except TimeoutError as error:
                raise ConsumerLostError("silent") from error
            status = (message.headers or {}).get("Status") if not message.data else None
            if status is None:
                outstanding -= 1
                yield message
            elif status in ("404", "408"):
                # A request ran out; ask anew. Messages of an older one may still come, which does no harm.
                outstanding = 0
            elif status != "100":
                raise ConsumerLostError(status)
    finally:
        await subscription.unsubscribe()


def _request(batch: int) -> bytes:
    asked = {"batch": batch, "expires": int(EXPIRES_SECONDS * 1e9), "idle_heartbeat": int(HEARTBEAT_SECONDS * 1e9)}
    return json.dumps(asked).encode()
