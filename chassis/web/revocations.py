"""Which sessions were ended lately: an access token lives five minutes, and is refused from the moment its session ends."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from chassis import clock
from chassis.bus import envelopes
from chassis.bus.connection import Bus
from chassis.ids import uuid7
from contracts.topology import SESSION_ENDED, stream

log = structlog.get_logger()

LONGEST_TOKEN = timedelta(minutes=5)
HEARTBEAT_SECONDS = 5.0


class Revocations:
    """Follows the events that end sessions, starting far enough back to know every session whose tokens may still live."""

    def __init__(self, told: Callable[[UUID], None] = lambda _: None) -> None:
        self._ended: dict[UUID, float] = {}
        self._told = told

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
        """Follow the stream until cancelled. Every copy of a process has a reader of its own, so it is nameless and pushed to."""
        while True:
            try:
                await self._follow(bus)
            except (NatsError, TimeoutError, OSError) as error:
                log.debug("revocations.restarted", process=bus.process, error=str(error))
                await asyncio.sleep(1)

    async def _follow(self, bus: Bus) -> None:
        jetstream = await bus.joined()
        inbox = bus.client.new_inbox()
        subscription = await bus.client.subscribe(inbox)
        try:
            config = ConsumerConfig(
                name=uuid7().hex,
                deliver_subject=inbox,
                deliver_policy=DeliverPolicy.BY_START_TIME,
                opt_start_time=clock.machine() - 2 * LONGEST_TOKEN,
                ack_policy=AckPolicy.NONE,
                filter_subject=SESSION_ENDED,
                idle_heartbeat=HEARTBEAT_SECONDS,
                inactive_threshold=60,
                mem_storage=True,
            )
            await jetstream.add_consumer(stream(SESSION_ENDED.partition(".")[0]), config)
            while True:
                await self._take_in(subscription)
        finally:
            await subscription.unsubscribe()

    async def _take_in(self, subscription: Subscription) -> None:
        # A missed heartbeat shows as a time-out: the reader is gone and is made again.
        message = await subscription.next_msg(timeout=HEARTBEAT_SECONDS * 2.5)
        if not message.data:
            return
        self.note(UUID(envelopes.of_message(message).data["session_id"]))
