"""`/healthz` (alive), `/readyz` (fit to serve) and `/metrics` of a service."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.routing import BaseRoute

from chassis.web.serving import Serving


def routes(service: Serving) -> list[BaseRoute]:
    """The three routes. The bus being away, or lacking something, is told, and does not make a service unfit: it still answers people."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        try:
            async with service.database.reading() as connection:
                await connection.execute(text("SELECT 1"))
            database = "ok"
        except Exception as error:
            database = type(error).__name__
        parts = {"database": database, "bus": service.bus.state}
        return JSONResponse(parts, 200 if database == "ok" else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router.routes
