"""`/healthz` (alive), `/readyz` (fit to work) and `/metrics` of the process that runs workflows."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from chassis.bus.connection import Bus
from chassis.settings import Settings

log = structlog.get_logger()


@dataclass
class Health:
    """What is there just now."""

    bus: Bus
    temporal: bool = False
    # False where Temporal did not let the workers end in time.
    work_ended: bool = True


class Face(uvicorn.Server):
    """Served beside the workers, which decide themselves what a signal to the process means."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


def face(health: Health, settings: Settings) -> Face:
    """The three routes, on METRICS_PORT."""
    app = FastAPI(openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        parts = {"temporal": "ok" if health.temporal else "away", "bus": health.bus.state}
        return JSONResponse(parts, 200 if set(parts.values()) == {"ok"} else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Face(uvicorn.Config(app, settings.http_host, settings.metrics_port, log_config=None, access_log=False))
