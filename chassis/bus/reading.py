"""Read a whole stream, page by page, without a reader that the server would have to keep."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from chassis.bus.connection import Bus
from contracts.topology import stream

# Asked for beside one another: one after the other would wait a round trip for each.
PAGE: Final = 200
PATIENCE_SECONDS: Final = 5.0

type Read = AsyncIterator[list[bytes]]


class StreamAwayError(Exception):
    """The bus cannot be reached, or has no such stream, or does not let this key read it."""


async def every_message(bus: Bus, service: str) -> Read:
    """What the service's stream holds as this begins, in order. Raises StreamAwayError."""
    name = stream(service)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            jetstream = await bus.joined()
            held = (await jetstream.stream_info(name)).state
        for first in range(held.first_seq, held.last_seq + 1, PAGE):
            page = range(first, min(first + PAGE, held.last_seq + 1))
            found = await asyncio.gather(*(_message(jetstream, name, seq) for seq in page))
            yield [data for data in found if data is not None]
    except (TimeoutError, NatsError) as error:
        raise StreamAwayError(f"{name}: {type(error).__name__}") from error


async def _message(jetstream: JetStreamContext, name: str, seq: int) -> bytes | None:
    try:
        return (await jetstream.get_msg(name, seq=seq)).data or b""
    except NotFoundError:
        return None
