"""`/healthz` (alive) and `/readyz` (fit to serve) of a service. Metrics have a port of their own, which nobody outside reaches."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from starlette.routing import BaseRoute

from chassis.web.serving import Serving


def routes(service: Serving) -> list[BaseRoute]:
    """The two routes. The bus being away, or lacking something, is told, and does not make a service unfit: it still answers people."""
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

    return router.routes
