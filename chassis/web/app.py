"""The composition of a service: its HTTP face, its database, its place on the bus, its loops."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from opentelemetry.trace import SpanKind
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import correlation, telemetry
from chassis.bus.connection import Bus
from chassis.bus.consumers import Handlers, listeners
from chassis.bus.relay import Relay
from chassis.bus.responders import Answering, Responders
from chassis.settings import Settings
from chassis.store.database import Database
from chassis.web import health, operations, problems
from chassis.web.auth import TokenReader
from chassis.web.headers import Guarded
from chassis.web.revocations import Revocations

log = structlog.get_logger()

Loop = Callable[[], Awaitable[None]]


class Service:
    """One service. `running()` opens what it needs and closes it again; the app answers in between."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        routes: Sequence[BaseRoute],
        *,
        handlers: Handlers,
        responders: Responders,
        operates: operations.Operates = operations.nobody,
    ) -> None:
        self.name = name
        self.settings = settings
        self.database = Database(name, settings.database_of(name), settings.database_pool_size)
        self.bus = Bus(name, settings)
        self.revocations = Revocations()
        self.tokens = TokenReader(settings.token_public_key_file, self.revocations)
        self._handlers = handlers
        self._responders = responders
        self._loops: list[Loop] = []
        self._operates = operates
        self.app = self._face(routes)

    def background(self, loop: Loop) -> None:
        """Run this beside the service while it runs; it is started again when it fails."""
        self._loops.append(loop)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Service"]:
        """Open, serve, close."""
        async with self.bus:
            relay = Relay(self.name, self.settings.database_of(self.name), self.bus)
            loops: list[Loop] = [relay.run, lambda: self.revocations.run(self.bus), *self._loops]
            if self._responders:
                loops.append(Answering(self.database, self.bus, self._responders).run)
            loops += [listener.run for listener in listeners(self.database, self.bus, self._handlers)]
            tasks = [asyncio.create_task(_kept_running(self.name, loop)) for loop in loops]
            try:
                yield self
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await self.database.close()

    def _face(self, routes: Sequence[BaseRoute]) -> FastAPI:
        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            async with self.running():
                yield

        # One flat list: each router within a router would be searched, and its context put together, at every request.
        # FastAPI's pages for trying an API out fetch their scripts from elsewhere; the description itself is enough.
        app = FastAPI(
            title=f"songjiao {self.name}", version="1", lifespan=lifespan, servers=[{"url": f"/api/{self.name}"}],
            docs_url=None, redoc_url=None,
            routes=[*routes, *operations.routes(self, self._operates), *health.routes(self)],
        )  # fmt: skip
        app.state.service = self
        problems.install(app)
        app.add_middleware(Guarded)
        app.add_middleware(Observed, service=self.name)
        return app


async def _kept_running(service: str, loop: Loop) -> None:
    while True:
        try:
            await loop()
        except Exception:
            log.exception("loop.failed", service=service)
        await asyncio.sleep(1)


class Observed:
    """Correlation id, one log line, one measurement and one span a request; written in plain ASGI, as each wrapper costs."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        correlation_id = correlation.begin(headers.get(correlation.HEADER))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(service=self._service, correlation_id=correlation_id)
        status = 500
        started = time.perf_counter()

        async def observed_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (correlation.HEADER.encode(), correlation_id.encode())]
            await send(message)

        try:
            with telemetry.continued(f"{scope['method']} {self._service}", headers, SpanKind.SERVER):
                await self._app(scope, receive, observed_send)
        finally:
            self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "-")
        telemetry.HTTP_SECONDS.labels(self._service, scope["method"], route, str(status)).observe(seconds)
        if status >= 500:
            log.error("http", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))
        else:
            log.debug("http", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))
