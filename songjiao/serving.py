"""The HTTP processes: services under `/api/<service>`, the portal at `/`, in one process or each in its own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module

import uvicorn
from fastapi import FastAPI
from prometheus_client import start_http_server
from starlette.applications import Starlette
from starlette.routing import Mount

from chassis import logging, telemetry
from chassis.settings import Settings, settings

# Clients keep connections in a pool; a server that drops them first makes a request fail now and then.
KEEP_ALIVE_SECONDS = 75
# Pages hold a stream of live changes open for as long as they are looked at.
SHUTDOWN_SECONDS = 3


def serve(names: Sequence[str]) -> None:
    """Serve these until told to stop."""
    logging.configure()
    telemetry.configure("-".join(names))
    told = settings()
    if told.serving_metrics_port:
        start_http_server(told.serving_metrics_port, told.http_host)
    uvicorn.run(
        application(names, told),
        host=told.http_host,
        port=told.http_port,
        log_config=None,
        access_log=False,
        # Who says anything else about where a request comes from is not listened to.
        proxy_headers=bool(told.trusted_proxies),
        forwarded_allow_ips=told.trusted_proxies,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def application(names: Sequence[str], told: Settings) -> Starlette:
    """One ASGI application; each part opens and closes what it needs as if it were alone."""
    faces = {name: face(name, told) for name in names}

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as opened:
            for app in faces.values():
                await opened.enter_async_context(app.router.lifespan_context(app))
            yield

    # The portal is at the root, so it must be asked last.
    mounts = [Mount(f"/api/{name}", app) for name, app in faces.items() if name != "portal"]
    mounts += [Mount("/", app) for name, app in faces.items() if name == "portal"]
    return Starlette(routes=mounts, lifespan=lifespan)


def face(name: str, told: Settings) -> FastAPI:
    """The application that a service's composition root builds."""
    app: FastAPI = import_module(f"services.{name}.main").build(told).app
    return app
