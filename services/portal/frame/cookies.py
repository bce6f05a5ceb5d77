"""The cookies of one request: read when it comes, written when the answer leaves."""

from http.cookies import SimpleCookie
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.portal.frame.session import (
    COOKIE,
    COOKIE_SECONDS,
    CSRF_COOKIE,
    LANGUAGE_COOKIE,
    Seal,
    Session,
    new_form_cookie,
)

SAID_COOKIE = "songjiao_said"
AWAY_COOKIE = "songjiao_away"
AWAY_SECONDS = 900
DEVICE_COOKIE = "songjiao_device"
DEVICE_SECONDS = 180 * 86400
# A school's computer serves many; a cookie holds no more than 4 kB.
MOST_KNOWN = 10
# Browsers take a cookie of this name only from this very site by HTTPS: a neighbouring one cannot plant it.
HOST = "__Host-"


class Jar:
    """What the browser sent, and what it shall keep from now on."""

    def __init__(self, seal: Seal, connection: HTTPConnection, secure: bool) -> None:
        self.seal = seal
        prefix = HOST if secure else ""
        self._sent = {
            name.removeprefix(prefix): value for name, value in connection.cookies.items() if name.startswith(prefix)
        }
        self._prefix = prefix
        self._new: dict[str, str] = {}
        self._session: Session | None = None
        self._looked = False

    def session(self) -> Session | None:
        """The session, if there is one: what this answer leaves in the browser."""
        if not self._looked:
            self._session, self._looked = self.seal.open_session(self._sent.get(COOKIE)), True
        return self._session

    def keep(self, session: Session) -> None:
        """Store the session."""
        self._session, self._looked = session, True
        self._new[COOKIE] = self._cookie(COOKIE, self.seal.close_session(session), COOKIE_SECONDS)

    def forget(self) -> None:
        """End the session in this browser."""
        self._session, self._looked = None, True
        self._new[COOKIE] = self._cookie(COOKIE, "", 0)

    def speak(self, language: str) -> None:
        """Remember the language for a year."""
        self._new[LANGUAGE_COOKIE] = self._cookie(LANGUAGE_COOKIE, language, 365 * 86400)

    def language(self) -> str | None:
        """The language remembered."""
        return self._sent.get(LANGUAGE_COOKIE)

    def device(self) -> dict[str, str]:
        """What this browser is known by, for each person who has signed in on it, the latest last."""
        return self.seal.open(self._sent.get(DEVICE_COOKIE), DEVICE_SECONDS) or {}

    def know(self, person_id: str, token: str) -> None:
        """From now on this browser is known to have been signed in on by somebody: it stays so after they have left."""
        others = [(known, told) for known, told in self.device().items() if known != person_id]
        known = dict([*others, (person_id, token)][-MOST_KNOWN:])
        self._new[DEVICE_COOKIE] = self._cookie(DEVICE_COOKIE, self.seal.close(known), DEVICE_SECONDS)

    def say(self, sentence: str) -> None:
        """Shown once, on the next page."""
        self._new[SAID_COOKIE] = self._cookie(SAID_COOKIE, self.seal.close({"said": sentence}), 60)

    def take_said(self) -> str | None:
        """What the page before had to say."""
        content = self.seal.open(self._sent.get(SAID_COOKIE), 60)
        if content is None:
            return None
        self._new.setdefault(SAID_COOKIE, self._cookie(SAID_COOKIE, "", 0))
        return str(content["said"])

    def go_away(self, content: dict[str, str]) -> None:
        """Remember what somebody who is sent to the provider must bring back."""
        self._new[AWAY_COOKIE] = self._cookie(AWAY_COOKIE, self.seal.close(content), AWAY_SECONDS)

    def away(self) -> dict[str, str] | None:
        """What was remembered of somebody who comes back."""
        return self.seal.open(self._sent.get(AWAY_COOKIE), AWAY_SECONDS)

    def is_back(self) -> None:
        """Nobody is awaited any more."""
        self._new[AWAY_COOKIE] = self._cookie(AWAY_COOKIE, "", 0)

    def form_token(self) -> str:
        """What forms carry; the browser gets the cookie it belongs to when it has none."""
        if CSRF_COOKIE not in self._sent:
            value = new_form_cookie()
            self._sent[CSRF_COOKIE] = value
            self._new[CSRF_COOKIE] = self._cookie(CSRF_COOKIE, value, COOKIE_SECONDS)
        session = self.session()
        return self.seal.form_token(self._sent[CSRF_COOKIE], session.person_id if session else "")

    def shown_to(self, token: str | None) -> str | None:
        """Whom a form with this token was shown in this browser: "" for a guest; None where it is not ours."""
        return self.seal.shown_to(self._sent.get(CSRF_COOKIE), token)

    def _cookie(self, name: str, value: str, seconds: int) -> str:
        name = self._prefix + name
        cookie: SimpleCookie = SimpleCookie()
        cookie[name] = value
        attributes: dict[str, Any] = {"path": "/", "max-age": seconds, "httponly": True, "samesite": "Lax"}
        if self._prefix:
            attributes["secure"] = True
        cookie[name].update(attributes)
        return cookie[name].OutputString()

    def write(self, headers: MutableHeaders) -> None:
        """Put what is new on the answer."""
        for cookie in self._new.values():
            headers.append("set-cookie", cookie)


class CookieJars:
    """Middleware: a jar for each request. `secure`: people come by HTTPS, whatever the last hop to here is."""

    def __init__(self, app: ASGIApp, seal: Seal, secure: bool) -> None:
        self._app = app
        self._seal = seal
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the jar on in the scope and empty it on the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        jar = Jar(self._seal, HTTPConnection(scope), secure=self._secure or scope["scheme"] == "https")
        scope["songjiao.jar"] = jar

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                jar.write(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_cookies)
