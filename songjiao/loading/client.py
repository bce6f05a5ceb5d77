"""People at work: each signs in with the password grant and uses the public HTTP API, as a browser or a program would."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2

RENEW_BEFORE_SECONDS = 30.0
PATIENCE_SECONDS = 300.0  # as long as a machine may be busy with other things
UNAVAILABLE = frozenset({429, 502, 503, 504})
# A service acts by what it has heard of the directory: whoever was appointed a moment ago is known to it in a moment.
HEARD_SECONDS = 10.0


class NotDoneError(Exception):
    """Something could not be done; running it again goes on from there."""


class RefusedError(NotDoneError):
    """A service said no: `status`, the stable `code` for programs, and the sentence for people."""

    def __init__(self, response: httpx2.Response) -> None:
        body = response.json() if "json" in response.headers.get("content-type", "") else {}
        self.status = response.status_code
        self.code = str(body.get("code") or body.get("error") or "")
        self.body = body
        detail = body.get("detail") or body.get("error_description") or response.text[:200]
        told = "; ".join(f"{fault.get('field')}: {fault.get('detail')}" for fault in body.get("errors", [])[:10])
        place = f"{response.request.method} {response.request.url.path}"
        super().__init__(f"{place} → {self.status} {self.code}: {detail} {told}".strip())


class People:
    """Everybody who takes part, by login, over one connection pool."""

    def __init__(self, http: httpx2.AsyncClient, password: str) -> None:
        self._http = http
        self._password = password
        self._people: dict[str, Person] = {}

    def __getitem__(self, login: str) -> "Person":
        return self._people.setdefault(login, Person(self._http, login, self._password))


@asynccontextmanager
async def people(services_url: str, password: str, at_once: int = 32) -> AsyncIterator[People]:
    """The people of a programme, who all have the same password, with at most so many requests under way."""
    limits = httpx2.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    headers = {"Accept-Language": "en"}
    async with httpx2.AsyncClient(base_url=services_url, limits=limits, timeout=30, headers=headers) as http:
        yield People(http, password)


class Person:
    """One person with a session of their own."""

    def __init__(self, http: httpx2.AsyncClient, login: str, password: str) -> None:
        self._http = http
        self.login = login
        self._password = password
        self._token = ""
        self._renew_at = 0.0
        self._signing_in = asyncio.Lock()

    async def get(self, path: str, **query: str | int) -> Any:
        """Read; raises NotDoneError, as the others do: RefusedError where a service says no."""
        return await self._ask("GET", path, params=query)

    async def put(self, path: str, body: dict[str, Any]) -> Any:
        """Create or replace."""
        return await self._ask("PUT", path, json=body)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """Act."""
        return await self._ask("POST", path, json=body)

    async def hand_in(self, path: str, name: str, content: bytes, media_type: str) -> Any:
        """Upload a file."""
        return await self._ask("POST", path, files={"file": (name, content, media_type)})

    async def find(self, path: str) -> Any | None:
        """Read what may not be there yet, or not for this person: None then."""
        try:
            return await self.get(path)
        except RefusedError as refused:
            if refused.status == httpx2.codes.NOT_FOUND:
                return None
            raise

    async def _ask(self, method: str, path: str, **what: Any) -> Any:
        give_up, heard = time.monotonic() + PATIENCE_SECONDS, time.monotonic() + HEARD_SECONDS
        while True:
            await self._sign_in()
            response = await self._send(
                method, path, give_up, headers={"Authorization": f"Bearer {self._token}"}, **what
            )
            if response is None:
                continue
            if response.status_code == httpx2.codes.UNAUTHORIZED and self._renew_at:
                self._renew_at = 0.0
                continue
            if response.is_error:
                refused = RefusedError(response)
                if refused.code != "not_entitled" or time.monotonic() > heard:
                    raise refused
                await asyncio.sleep(0.2)
                continue
            return response.json() if response.content else None

    async def _send(self, method: str, path: str, give_up: float, **what: Any) -> httpx2.Response | None:
        """The answer, or None where a part was away and asking again makes sense."""
        try:
            response = await self._http.request(method, path, **what)
        except httpx2.TransportError as error:
            if time.monotonic() > give_up:
                where = self._http.base_url
                raise NotDoneError(f"连不上 / cannot be reached: {where} ({type(error).__name__})") from error
        else:
            if response.status_code not in UNAVAILABLE or time.monotonic() > give_up:
                return response
        await asyncio.sleep(0.5)
        return None

    async def _sign_in(self) -> None:
        async with self._signing_in:
            if time.monotonic() < self._renew_at:
                return
            form = {"grant_type": "password", "username": self.login, "password": self._password}
            give_up = time.monotonic() + PATIENCE_SECONDS
            response = None
            while response is None:
                response = await self._send("POST", "/api/directory/token", give_up, data=form)
            if response.is_error:
                raise RefusedError(response)
            granted = response.json()
            self._token = granted["access_token"]
            self._renew_at = time.monotonic() + granted["expires_in"] - RENEW_BEFORE_SECONDS


async def until[Found](
    look: Callable[[], Awaitable[Found | None]], what: str, seconds: float = PATIENCE_SECONDS
) -> Found:
    """Look again and again, ever more slowly, until something is there; raises NotDoneError naming what was awaited."""
    give_up, pause = time.monotonic() + seconds, 0.1
    while (found := await look()) is None:
        if time.monotonic() > give_up:
            raise NotDoneError(f"等了{seconds:.0f}秒还没有 / still not there after {seconds:.0f} s: {what}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 2.0)
    return found
