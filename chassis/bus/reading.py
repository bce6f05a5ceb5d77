"""Read a whole stream, page by page, without a reader that the server would have to keep (JetStream's direct get, in batches)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from nats.errors import Error as NatsError

from chassis.bus.connection import Bus
from contracts.topology import stream

PAGE: Final = 500
PATIENCE_SECONDS: Final = 5.0

type Read = AsyncIterator[list[bytes]]


class StreamAwayError(Exception):
    """The bus cannot be reached, or has no such stream, or does not let this key read it."""


async def every_message(bus: Bus, service: str) -> Read:
    """What the service's stream holds as this begins, in order. Raises StreamAwayError."""
    name = stream(service)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            held = (await (await bus.joined()).stream_info(name)).state
        async for page in _pages(bus, name, held.first_seq, held.last_seq):
            yield page
    except (TimeoutError, NatsError) as error:
        raise StreamAwayError(f"{name}: {type(error).__name__}") from error


async def _pages(bus: Bus, name: str, position: int, last: int) -> Read:
    inbox = bus.client.new_inbox()
    subscription = await bus.client.subscribe(inbox)
    try:
        while position <= last:
            asked = json.dumps({"seq": position, "batch": PAGE}).encode()
            await bus.client.publish(f"$JS.API.DIRECT.GET.{name}", asked, reply=inbox)
            page: list[bytes] = []
            while (message := await subscription.next_msg(PATIENCE_SECONDS)).headers is not None:
                if "Nats-Sequence" not in message.headers:
                    # A status line: this was all of the page.
                    break
                page.append(message.data)
                position = int(message.headers["Nats-Sequence"]) + 1
            if not page:
                return
            yield page
    finally:
        await subscription.unsubscribe()
