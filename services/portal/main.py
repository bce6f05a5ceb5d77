"""Composition root of the portal."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.gzip import GZipMiddleware

from chassis.bus.connection import Bus
from chassis.settings import Settings
from chassis.web.app import Observed
from services.portal import pages
from services.portal.cases.words import CaseWords
from services.portal.frame import listening, refusals
from services.portal.frame.clients import Services
from services.portal.frame.cookies import CookieJars
from services.portal.frame.headers import SecurityHeaders
from services.portal.frame.live import Hub
from services.portal.frame.rendering import STATIC, Pages
from services.portal.frame.session import Seal
from services.portal.frame.speech import Speech


def vocabulary(speech: Speech) -> dict[str, Any]:
    """What templates say: the words of each area, those of cases, and those of the printed form, which is in Chinese."""
    return {"words": pages.words(), "case_words": CaseWords(speech)}


class Portal:
    """The pages. `running()` joins the bus and opens connections to the services; the app answers in between."""

    name = "portal"

    def __init__(self, settings: Settings) -> None:
        # A page asks several questions; each is measured where it is answered.
        logging.getLogger("httpx2").setLevel(logging.WARNING)
        self.settings = settings
        self.bus = Bus(self.name, settings)
        self.hub = Hub()
        self.app = self._face()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Portal"]:
        """Open, serve, close."""
        services = Services(self.settings.services_url)
        self.app.state.services = services
        async with self.bus:
            listening = asyncio.create_task(self.hub.run(self.bus))
            try:
                yield self
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
                await services.close()

    def _face(self) -> FastAPI:
        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            async with self.running():
                yield

        # No schema: these addresses are for people, programs use the services'.
        app = FastAPI(
            title="songjiao portal",
            lifespan=lifespan,
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            routes=[*pages.routes(), *listening.router.routes],
        )
        app.state.pages = Pages(vocabulary, self.settings.oidc_name if self.settings.oidc_issuer else None)
        app.state.hub = self.hub
        app.state.public_url = self.settings.public_url
        app.state.workers_port = self.settings.metrics_port
        app.state.seal = Seal(self.settings.session_key_file)
        refusals.install(app)
        app.mount("/static", StaticFiles(directory=STATIC), name="static")
        self._health(app)
        app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
        by_https = (self.settings.public_url or "").startswith("https://")
        app.add_middleware(CookieJars, seal=app.state.seal, secure=by_https)
        app.add_middleware(SecurityHeaders, secure=self.settings.environment == "production")
        app.add_middleware(Observed, service=self.name)
        return app

    def _health(self, app: FastAPI) -> None:
        @app.get("/healthz")
        async def healthz() -> dict[str, str]:
            return {"status": "ok"}

        @app.get("/readyz")
        async def readyz() -> JSONResponse:
            # Without the bus pages do not change by themselves, and work all the same.
            return JSONResponse({"bus": "ok" if self.bus.connected else "away"})

        @app.get("/metrics")
        async def metrics() -> Response:
            return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def build(settings: Settings) -> Portal:
    """The portal, to be run with others in one process."""
    return Portal(settings)
