"""Which sessions were ended lately: an access token lives five minutes, and is refused from the moment its session ends."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError
from pydantic import ValidationError

from chassis.bus.connection import Bus
from contracts.envelope import Envelope
from contracts.topology import ENDED, ENDED_SESSIONS

log = structlog.get_logger()

LONGEST_TOKEN = timedelta(minutes=5)
LOOK_EVERY_SECONDS = 0.5


class Revocations:
    """Follows the stream of ended sessions, which holds every session whose tokens may still live.

    Every copy of a process reads all of it, so it asks for one message after the other and needs no reader of its own.
    """

    def __init__(self, told: Callable[[UUID], None] = lambda _: None) -> None:
        self._ended: dict[UUID, float] = {}
        self._told = told
        self._made: datetime | None = None
        self._seen = 0

    def ended(self, session_id: UUID) -> bool:
        """Whether the session was signed out or revoked."""
        return session_id in self._ended

    def note(self, session_id: UUID) -> None:
        """Refuse this session's tokens from now on, and tell of it."""
        now = asyncio.get_running_loop().time()
        horizon = now - 2 * LONGEST_TOKEN.total_seconds()
        self._ended = {session: at for session, at in self._ended.items() if at > horizon}
        self._ended[session_id] = now
        self._told(session_id)

    async def run(self, bus: Bus) -> None:
        """Follow the stream until cancelled."""
        jetstream = await bus.joined()
        while True:
            try:
                await self._look(jetstream)
                bus.has(ENDED_SESSIONS)
            except NotFoundError:
                bus.lacks(ENDED_SESSIONS)
            except (NatsError, TimeoutError, OSError) as error:
                log.debug("revocations.interrupted", process=bus.process, error=str(error))
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _look(self, jetstream: JetStreamContext) -> None:
        """Take in what has come since. Raises NotFoundError where there is no such stream."""
        found = await jetstream.stream_info(ENDED_SESSIONS)
        if found.created != self._made:
            # It is the first look, or the stream was lost and made anew.
            self._made, self._seen = found.created, 0
        last = found.state.last_seq
        while self._seen < last:
            try:
                message = await jetstream.get_msg(ENDED_SESSIONS, seq=self._seen + 1, subject=f"{ENDED}.>", next=True)
            except NotFoundError:
                # All that came has grown old already.
                self._seen = last
                return
            self._take_in(message.data or b"")
            self._seen = message.seq or last

    def _take_in(self, data: bytes) -> None:
        try:
            self.note(UUID(Envelope.model_validate_json(data).data["session_id"]))
        except (ValidationError, KeyError, ValueError) as error:
            log.warning("revocations.unreadable", error=type(error).__name__)
