"""A portal whose services answer from a table: what a page asks for, and what it makes of the answers."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey

from services.portal.frame.clients import Services
from services.portal.frame.cookies import HOST
from services.portal.frame.session import COOKIE, Acting, Seal, Session

ORIGIN = "http://portal.test"
SESSION = UUID(int=9)
NOWHERE = "http://127.0.0.1:9"
COUNTS = {"overdue": 0, "today": 0, "week": 0, "later": 0, "total": 0, "capped": False}
SUMMARY = {"waiting": COUNTS, "reminders": [], "started": [], "overtaken": [], "outcomes": [], "unread": 0}

Answer = Callable[[httpx2.Request], Any]


def access_token(person_id: str, *offices: str) -> str:
    """What the portal reads of one: its claims, which the services vouch for."""
    claims = {"sub": person_id, "name": "王芳", "sid": str(SESSION), "offices": list(offices), "exp": time.time() + 300}
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("x" * 32))


def cookie_of(app: FastAPI, name: str) -> str:
    """The name a cookie of this portal has in the browser."""
    return f"{HOST}{name}" if (app.state.public_url or "").startswith("https:") else name


@asynccontextmanager
async def seated(
    app: FastAPI,
    answers: dict[str, Answer],
    acting: Acting | None = None,
    offices: tuple[str, ...] = ("county_office:330328",),
) -> AsyncIterator[httpx2.AsyncClient]:
    """A clerk at a browser; each answer by method and path, `None` for a service that is away."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        known: dict[str, Answer] = {"GET /api/approvals/summary": lambda _: SUMMARY} | answers
        found = known.get(f"{request.method} {request.url.path}")
        if found is None:
            return httpx2.Response(404, json={"code": "not_found", "detail": "—"})
        told = found(request)
        if told is None:
            raise httpx2.ConnectError("away")
        return told if isinstance(told, httpx2.Response) else httpx2.Response(200, json=told)

    app.state.services = Services(NOWHERE)
    app.state.services.http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url=NOWHERE)
    seal: Seal = app.state.seal
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as browser:
        session = Session(access_token("01", *offices), "refresh", acting)
        browser.cookies.set(cookie_of(app, COOKIE), seal.close_session(session), domain="portal.test")
        yield browser
    await app.state.services.close()


async def sent(
    app: FastAPI, answers: dict[str, Answer], address: str, form: dict[str, str], *offices: str
) -> httpx2.Response:
    """The form as a browser without scripts sends it."""
    async with seated(app, answers, offices=offices) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        token = {"_csrf": app.state.seal.form_token("browser")}
        return await browser.post(address, data=form | token)
