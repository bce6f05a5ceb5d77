"""What is said on JetStream."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import nats
from nats.js import JetStreamContext


@asynccontextmanager
async def joined() -> AsyncIterator[JetStreamContext]:
    """The stream, made where it is missing."""
    client = await nats.connect(os.environ["NATS_URL"], nkeys_seed_str=os.environ["SAME_WORK_SEED"])
    jetstream = client.jetstream()
    await jetstream.add_stream(name="SAME_WORK", subjects=["same_work.>"])
    try:
        yield jetstream
    finally:
        await client.drain()


async def publish(jetstream: JetStreamContext, what: str, case_id: str, **data: Any) -> None:
    """Say it; the stream takes the same only once, should an activity be tried again."""
    name = f"same_work.{what}"
    said = {
        "type": name,
        "subject": case_id,
        "time": datetime.now(UTC).isoformat(),
        "data": {"case_id": case_id} | data,
    }
    once = {"Nats-Msg-Id": f"{name}/{case_id}/{data.get('stage')}"}
    await jetstream.publish(name, json.dumps(said).encode(), headers=once)
