"""Turns for what costs a processor's time: a few at once, and a crowd in one lane keeps nobody in another waiting."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.errors import Text, UnavailableError

SOON_SECONDS = 5


class CrowdedError(UnavailableError):
    """So many wait already that one more would wait for too long."""

    def __init__(self) -> None:
        text = Text(
            f"正在登录的人太多，请在 {SOON_SECONDS} 秒后再试。",
            f"Too many are signing in; try again in {SOON_SECONDS} seconds.",
        )
        super().__init__("crowded", text, extra={"retry_after": SOON_SECONDS})


class Turns:
    """Lets `at_once` in. Those who wait are let in lane by lane, one of each; at most `waiting` wait."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = at_once
        self._most = waiting
        self._lanes: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def taken(self, lane: str) -> AsyncIterator[None]:
        """A turn, once it has come; raises CrowdedError at once where it would come too late."""
        await self._come(lane)
        try:
            yield
        finally:
            self._pass_on()

    async def _come(self, lane: str) -> None:
        if self._free:
            self._free -= 1
            return
        if sum(map(len, self._lanes.values())) >= self._most:
            raise CrowdedError
        called = asyncio.get_running_loop().create_future()
        self._lanes.setdefault(lane, deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            # Called at the very moment of leaving: the turn is the next one's.
            if not called.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._lanes:
            lane, waiting = self._lanes.popitem(last=False)
            called = waiting.popleft()
            if waiting:
                self._lanes[lane] = waiting
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
