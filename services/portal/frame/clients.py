"""Calls to the services, as the person whose session it is."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

import httpx2

from chassis import correlation, telemetry
from services.portal.frame.asked.directory import BACK_FROM_PROVIDER, TOKEN, WAY_TO_PROVIDER, Tokens, Way
from services.portal.frame.calls import Call
from services.portal.frame.session import Came, Session

Json = dict[str, Any]
# What a service has answered, or a part of it.
Read = Mapping[str, Any]

LIMITS = httpx2.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=4)
TIMEOUT = httpx2.Timeout(20, connect=3)
# A person's tabs may all find the token expired at once; those who come late get what the first one got.
REMEMBER_REFRESHED = 30.0


class ProblemError(Exception):
    """A service refused: what it said is meant for the person (RFC 9457)."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status} {body.get('code')}")
        self.status = status
        self.code = str(body.get("code", "unknown"))
        self.words = str(body.get("detail") or body.get("title") or "")
        self.extra: Json = {
            k: v for k, v in body.items() if k not in {"type", "title", "status", "detail", "errors", "instance"}
        }
        self.fields: dict[str, str] = {str(e["field"]): str(e["detail"]) for e in body.get("errors", ())}


class SessionExpiredError(Exception):
    """The session is over, was ended elsewhere, or never began: sign in (again)."""


class ServicesAwayError(Exception):
    """A service did not answer; nothing is known to have been done."""


@dataclass
class Refreshing:
    """Refreshes under way and just done, so that one refresh token is used once."""

    under_way: dict[str, asyncio.Task[Session]] = field(default_factory=dict)
    done: dict[str, tuple[float, Session]] = field(default_factory=dict)

    def forget_old(self) -> None:
        """Drop what nobody can come late for any more."""
        horizon = time.monotonic() - REMEMBER_REFRESHED
        for token in [token for token, (at, _) in self.done.items() if at < horizon]:
            del self.done[token]


class Services:
    """One pool of connections to all services, shared by all people."""

    def __init__(self, base_url: str) -> None:
        self.http = httpx2.AsyncClient(base_url=base_url, limits=LIMITS, timeout=TIMEOUT)
        self._refreshing = Refreshing()
        # Lists that hardly ever change and that every filter shows; each says when it was asked for.
        self.kept: dict[str, tuple[float, Any]] = {}

    async def sign_in(self, login: str, password: str, language: str, address: str, devices: str) -> Came:
        """A new session; raises ProblemError where login and password do not fit, or have to wait.

        Guesses are counted by the address somebody comes from, unless what their device is known by says that they came before.
        """
        form = {"grant_type": "password", "username": login, "password": password, "devices": devices}
        return Came.of(await self._token(form, language, {"X-Forwarded-For": address} if address else {}))

    async def way_to_provider(self, language: str) -> Way:
        """Where somebody signs in elsewhere (OIDC), and what they bring back; raises ProblemError where it is away."""
        return await self._public(WAY_TO_PROVIDER, language)

    async def back_from_provider(self, brought: Json, language: str) -> Came:
        """A new session; raises ProblemError where the provider has not proven somebody we know."""
        return Came.of(await self._public(BACK_FROM_PROVIDER, language, json=brought))

    async def fresh(self, session: Session) -> Session:
        """The session with an access token that lasts a while yet; raises SessionExpiredError."""
        if session.lasts():
            return session
        self._refreshing.forget_old()
        if kept := self._refreshing.done.get(session.refresh):
            return kept[1]
        task = self._refreshing.under_way.get(session.refresh)
        if task is None:
            task = asyncio.create_task(self._refresh(session))
            self._refreshing.under_way[session.refresh] = task
            task.add_done_callback(lambda _: self._refreshing.under_way.pop(session.refresh, None))
        return await asyncio.shield(task)

    async def _refresh(self, session: Session) -> Session:
        try:
            given = await self._token({"grant_type": "refresh_token", "refresh_token": session.refresh}, "zh")
        except ProblemError as problem:
            raise SessionExpiredError from problem
        renewed = session.renewed(given)
        self._refreshing.done[session.refresh] = (time.monotonic(), renewed)
        return renewed

    async def _token(
        self, form: Mapping[str, str], language: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> Tokens:
        asked = {"Accept-Language": language, **headers}
        response = await send(self.http, TOKEN.method, f"/api{TOKEN.path}", asked, data=form)
        if response.is_error:
            body = _body(response)
            # RFC 6749 names its errors in words of its own.
            raise ProblemError(
                response.status_code, {"code": body.get("error"), "detail": body.get("error_description"), **body}
            )
        answer: Tokens = response.json()
        return answer

    async def _public[Answer](self, call: Call[Answer], language: str, **more: Any) -> Answer:
        response = await send(self.http, call.method, f"/api{call.path}", {"Accept-Language": language}, **more)
        body = _body(response)
        if response.status_code >= 502 and not body:
            raise ServicesAwayError(call.path)
        if response.is_error:
            raise ProblemError(response.status_code, body)
        return cast("Answer", body)

    async def close(self) -> None:
        """Let the connections go."""
        await self.http.aclose()


async def send(
    http: httpx2.AsyncClient, method: str, path: str, headers: Mapping[str, str], **more: Any
) -> httpx2.Response:
    """One request with correlation and trace; raises ServicesAwayError where no answer came."""
    carried = {correlation.HEADER: correlation.current(), **headers}
    if trace := telemetry.traceparent():
        carried["traceparent"] = trace
    try:
        return await http.request(method, path, headers=carried, **more)
    except httpx2.RequestError as error:
        raise ServicesAwayError(path) from error


def _body(response: httpx2.Response) -> Json:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _answer[Answer](_: Call[Answer], response: httpx2.Response) -> Answer:
    return cast("Answer", response.json() if response.content else None)


@dataclass(frozen=True)
class Api:
    """The services as one person sees them, or for None as everybody does, answering in their language.

    Whatever is asked raises ProblemError, SessionExpiredError or ServicesAwayError.
    """

    http: httpx2.AsyncClient
    access: str | None
    language: str

    async def _ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"Accept-Language": self.language}
        if self.access is not None:
            headers["Authorization"] = f"Bearer {self.access}"
        response = await send(self.http, method, f"/api{path}", headers, **more)
        if response.status_code == httpx2.codes.UNAUTHORIZED:
            raise SessionExpiredError
        if response.status_code >= 502 and not _body(response):
            raise ServicesAwayError(path)
        if response.is_error:
            raise ProblemError(response.status_code, _body(response))
        return response

    async def get[Answer](self, call: Call[Answer], *places: str | int, **query: Any) -> Answer:
        """Read; arguments that are None or empty are left out of the query."""
        return _answer(call, await self.fetch(call, *places, **query))

    async def fetch(self, call: Call[Any], *places: str | int, **query: Any) -> httpx2.Response:
        """Read something that is no JSON: a file, a spreadsheet."""
        asked = {key: value for key, value in query.items() if value not in (None, "")}
        return await self._ask(call.method, call.at(*places), params=asked)

    async def do[Answer](self, call: Call[Answer], *places: str | int, body: Json | None = None) -> Answer:
        """Change something."""
        return _answer(call, await self._ask(call.method, call.at(*places), json=body or {}))

    async def hand_in[Answer](
        self, call: Call[Answer], *places: str | int, files: Any, data: Json | None = None
    ) -> Answer:
        """Send a file, with the fields that go with it."""
        return _answer(call, await self._ask(call.method, call.at(*places), files=files, data=data))
