"""The session: tokens in an encrypted cookie the page's scripts cannot read, and the token that shows a form is ours."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from chassis.web.auth import unchecked_claims

COOKIE = "songjiao_session"
CSRF_COOKIE = "songjiao_form"
LANGUAGE_COOKIE = "songjiao_language"
RENEW_BEFORE = 30  # seconds
COOKIE_SECONDS = 14 * 86400


@dataclass(frozen=True)
class Acting:
    """Whom the person acts for just now (委托)."""

    proxy_id: str
    principal_name: str


@dataclass(frozen=True)
class Session:
    """What the cookie holds. Services check the access token; here its claims only shape the page."""

    access: str
    refresh: str
    acting: Acting | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Session":
        """From the answer of the token endpoint."""
        return cls(access=given["access_token"], refresh=given["refresh_token"])

    def renewed(self, given: Mapping[str, Any]) -> "Session":
        """The same session with new tokens."""
        return replace(self, access=given["access_token"], refresh=given.get("refresh_token", self.refresh))

    @property
    def claims(self) -> dict[str, Any]:
        """The access token's claims; the cookie's own seal vouches for them."""
        return unchecked_claims(self.access)

    @property
    def person_id(self) -> str:
        """Whose session it is."""
        return str(self.claims["sub"])

    @property
    def id(self) -> UUID:
        """Which of their sessions, as the directory counts them."""
        return UUID(self.claims["sid"])

    @property
    def name(self) -> str:
        """How the page greets."""
        return str(self.claims["name"])

    @property
    def offices(self) -> frozenset[str]:
        """Keys `role:scope` of the offices held."""
        return frozenset(self.claims.get("offices", ()))

    def lasts(self) -> bool:
        """Whether the access token can still be used for a request that starts now."""
        return float(self.claims["exp"]) - time.time() > RENEW_BEFORE


class Came(NamedTuple):
    """Somebody has signed in: their session, and what their device is known by from now on."""

    session: Session
    device: str

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Came":
        """From the answer of the token endpoint."""
        return cls(Session.of(given), given["device_token"])


class Seal:
    """Encrypts what travels through the browser; what was changed on the way is not there."""

    def __init__(self, key_file: Path) -> None:
        key = key_file.read_bytes().strip()
        # Any secret of 32 bytes or more will do; the form Fernet wants is made from it.
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(key).digest()))
        self._key = hashlib.sha256(b"forms" + key).digest()

    def close(self, content: dict[str, Any]) -> str:
        """Encrypt."""
        return self._fernet.encrypt(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).decode()

    def open(self, sealed: str | None, lasting: int = COOKIE_SECONDS) -> dict[str, Any] | None:
        """Decrypt; None for nothing, for what is older than `lasting` seconds and for what is not ours."""
        if not sealed:
            return None
        try:
            content: dict[str, Any] = json.loads(self._fernet.decrypt(sealed.encode(), ttl=lasting))
        except (InvalidToken, ValueError):
            return None
        return content

    def close_session(self, session: Session) -> str:
        """The session cookie's value."""
        return self.close(asdict(session))

    def open_session(self, cookie: str | None) -> Session | None:
        """The session in the cookie, if there is one."""
        content = self.open(cookie)
        if content is None:
            return None
        acting = content.pop("acting", None)
        return Session(**content, acting=Acting(**acting) if acting else None)

    def form_token(self, cookie: str, person_id: str = "") -> str:
        """What a form shown to somebody must carry beside the cookie; another site can plant a cookie but not reckon this."""
        bound = hmac.new(self._key, f"{cookie} {person_id}".encode(), hashlib.sha256).hexdigest()
        return f"{bound}_{person_id}"

    def shown_to(self, cookie: str | None, token: str | None) -> str | None:
        """Whom we showed the form in this browser: "" for a guest; None where it is not ours."""
        if not cookie or not token:
            return None
        person_id = token.partition("_")[2]
        fits = hmac.compare_digest(self.form_token(cookie, person_id).encode(), token.encode())
        return person_id if fits else None


def new_form_cookie() -> str:
    """A random value for a browser that has none."""
    return secrets.token_urlsafe(18)
