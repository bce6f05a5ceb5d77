"""Somebody who may do anything on the bus, which no process of ours may: to break streams as accidents do."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import nats
import nkeys
from nats.js import JetStreamContext

from contracts.topology import Process


@dataclass(frozen=True)
class Anybody(Process):
    """May say and hear everything."""

    seed: str = field(
        default_factory=lambda: nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER).decode()
    )

    @property
    def publish(self) -> tuple[str, ...]:
        return (">",)

    @property
    def subscribe(self) -> tuple[str, ...]:
        return (">",)

    @property
    def public_key(self) -> str:
        """What the server knows it by."""
        key: bytes = nkeys.from_seed(bytearray(self.seed.encode())).public_key
        return key.decode()


BREAKER = Anybody("breaker")


@asynccontextmanager
async def breaking(url: str) -> AsyncIterator[JetStreamContext]:
    """JetStream with every right."""
    client = await nats.connect(url, nkeys_seed_str=BREAKER.seed)
    try:
        yield client.jetstream()
    finally:
        await client.close()


@asynccontextmanager
async def stranger(url: str, seed: str | None) -> AsyncIterator[nats.NATS]:
    """A bare client with this key, or with none."""
    client = nats.NATS()

    async def refused(_: Exception) -> None:
        """Each of which the client would log with its traceback."""

    try:
        await client.connect(
            url,
            nkeys_seed_str=seed,
            allow_reconnect=False,
            connect_timeout=2,
            max_reconnect_attempts=1,
            error_cb=refused,
        )
        yield client
    finally:
        await client.close()
        # The socket of a refused connection is closed in the loop's next turns, which must still come.
        await asyncio.sleep(0.05)


def unknown_seed() -> str:
    """The seed of a key the server does not know."""
    return Anybody("stranger").seed
