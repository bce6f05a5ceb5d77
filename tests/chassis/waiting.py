"""Waiting for what must come to pass."""

import asyncio
from collections.abc import Awaitable, Callable


async def until[Found](look: Callable[[], Awaitable[Found]], seconds: float = 15) -> Found:
    """Look again and again until something true is found; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not (found := await look()):
            await asyncio.sleep(0.02)
    return found
