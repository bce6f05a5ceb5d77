"""The connection to NATS, with the process's own key, and request/reply over it."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.js import JetStreamContext

from chassis import telemetry
from chassis.settings import Settings
from contracts.commands.command import Answer, Command
from contracts.message import Message
from contracts.topology import inbox

log = structlog.get_logger()

# The command that makes streams and readers, and brings them up to date.
REMEDY = "songjiao streams"


class CommandUnavailableError(Exception):
    """The service did not answer, or cannot just now: ask again with the same key."""


class CommandFailedError(Exception):
    """The service will always answer this so: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if settings.nats_ca_file is None:
        return None
    context = ssl.create_default_context(cafile=settings.nats_ca_file)
    if settings.tls_certificate_file is not None:
        context.load_cert_chain(settings.tls_certificate_file, settings.tls_key_file)
    return context


class Bus:
    """One process's connection. It reconnects for ever; `state` tells whether it is there just now, with all that is needed."""

    def __init__(self, process: str, settings: Settings) -> None:
        self.process = process
        self._url = settings.nats_url
        self._tls = _tls(settings)
        self._seed_file = settings.nats_keys_dir / f"{process}.nk"
        self.client = Client()
        self._joined = asyncio.Event()
        self._joining: asyncio.Task[None] | None = None
        self._reconnected: list[Callable[[], Awaitable[None]]] = []
        self._lacking: set[str] = set()

    async def __aenter__(self) -> "Bus":
        # At once, so that a process without its key ends and says so. Raises OSError.
        seed = self._seed_file.read_text().strip()
        # Beside, not before: a service answers people while the bus is away.
        self._joining = asyncio.create_task(self._join(seed))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._joining is not None:
            self._joining.cancel()
            await asyncio.gather(self._joining, return_exceptions=True)
        await self.client.close()

    async def _join(self, seed: str) -> None:
        async def on_error(error: Exception) -> None:
            log.warning("bus.error", process=self.process, error=str(error))

        async def on_reconnected() -> None:
            for tell in self._reconnected:
                await tell()

        while not self.client.is_connected:
            try:
                await self.client.connect(
                    self._url,
                    name=f"songjiao-{self.process}",
                    nkeys_seed_str=seed,
                    inbox_prefix=inbox(self.process),
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=0.25,  # type: ignore[arg-type]  # a fraction of a second is taken as it is
                    error_cb=on_error,
                    reconnected_cb=on_reconnected,
                    # The handshake before a word is said: a server that says it needs none would be believed.
                    tls=self._tls,
                    tls_handshake_first=self._tls is not None,
                )
            except (NatsError, OSError) as error:
                log.warning("bus.unreachable", process=self.process, error=str(error))
                await asyncio.sleep(0.5)
        self._joined.set()

    @property
    def connected(self) -> bool:
        """Whether the bus is there just now."""
        return self.client.is_connected

    @property
    def state(self) -> str:
        """`ok`, `away`, or what is missing and how to get it."""
        if not self.connected:
            return "away"
        return "ok" if not self._lacking else f"lacks {', '.join(sorted(self._lacking))}: {REMEDY}"

    def lacks(self, what: str) -> None:
        """Note, and tell once, that a stream or a reader is not there: making it is for the set-up step alone."""
        if what not in self._lacking:
            self._lacking.add(what)
            log.warning("bus.lacks", process=self.process, missing=what, remedy=REMEDY)

    def has(self, what: str) -> None:
        """Note that it is there."""
        self._lacking.discard(what)

    async def joined(self) -> JetStreamContext:
        """Wait for the first connection; gives JetStream."""
        await self._joined.wait()
        return self.client.jetstream(timeout=5)

    def on_reconnected(self, tell: Callable[[], Awaitable[None]]) -> None:
        """Call this each time the connection is back."""
        self._reconnected.append(tell)

    async def ask[Asked: Message, Given: Message](
        self, command: Command[Asked, Given], key: str, asked: Asked, correlation_id: str, timeout: float
    ) -> Answer[Given]:
        """Send a command and wait for its answer, at most `timeout` seconds.

        Raises CommandUnavailableError where asking again may help, CommandFailedError where it never will.
        """
        request = command.request(key=key, correlation_id=correlation_id, asked=asked)
        headers = {"traceparent": value} if (value := telemetry.traceparent()) else None
        if not self.connected:
            raise CommandUnavailableError("the bus is away")
        try:
            reply = await self.client.request(
                command.subject, request.model_dump_json().encode(), timeout=timeout, headers=headers
            )
        except (TimeoutError, NoRespondersError, NatsError) as error:
            raise CommandUnavailableError(f"{command.name}: {type(error).__name__}") from error
        code = (reply.headers or {}).get("error")
        if code == "unavailable":
            raise CommandUnavailableError(f"{command.name}: the service cannot answer just now")
        if code:
            raise CommandFailedError(code)
        return command.answer.model_validate_json(reply.data)
