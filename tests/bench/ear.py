"""Hears what is said on the bus, so that a measurement waits for events and asks nobody over and over."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import nats
from nats.aio.msg import Msg

from tests.breaker import BREAKER

PRODUCT = ("enrollment.>", "approvals.>")
SAME_WORK = ("same_work.>",)


class Ear:
    """Notes each event as it arrives, and wakes whoever waits for it."""

    def __init__(self) -> None:
        self.heard: dict[str, tuple[float, dict[str, Any]]] = {}
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def listen(self, message: Msg) -> None:
        """Take an envelope in. Its names are `type/subject` and, where it has them, `type/subject/state`, `type/case/stage`."""
        envelope = json.loads(message.data)
        data = envelope["data"]
        names = [f"{envelope['type']}/{envelope['subject']}"]
        if "state" in data:
            names.append(f"{envelope['type']}/{envelope['subject']}/{data['state']}")
        if "stage" in data and "case_id" in data:
            names.append(f"{envelope['type']}/{data['case_id']}/{data['stage']}")
        for name in names:
            self.heard[name] = (time.time(), envelope)
            if (waiting := self._waiting.pop(name, None)) and not waiting.done():
                waiting.set_result(envelope)

    async def wait(self, name: str, seconds: float = 60) -> dict[str, Any]:
        """The envelope of that name, as soon as it has come."""
        if name in self.heard:
            return self.heard[name][1]
        future = self._waiting.setdefault(name, asyncio.get_running_loop().create_future())
        async with asyncio.timeout(seconds):
            return await asyncio.shield(future)


@asynccontextmanager
async def listening(url: str, subjects: tuple[str, ...] = PRODUCT) -> AsyncIterator[Ear]:
    """An ear on everything the services publish, or somebody else."""
    client = await nats.connect(url, nkeys_seed_str=BREAKER.seed)
    ear = Ear()
    for subject in subjects:
        await client.subscribe(subject, cb=ear.listen)
    await client.flush()
    try:
        yield ear
    finally:
        await client.close()
