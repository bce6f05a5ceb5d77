"""The tokens the directory gives out: access tokens, refresh tokens, personal tokens."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chassis.ids import uuid7
from chassis.signing import key_in, published
from chassis.web.auth import sign
from chassis.web.scopes import Scope

REFRESH_PREFIX = "sjr_"
PERSONAL_PREFIX = "sjp_"
SECRET_BYTES = 32


@dataclass(frozen=True)
class Bearer:
    """Whom an access token speaks for, by which session or personal token, and until when at most."""

    person_id: UUID
    name: str
    session_id: UUID
    offices: tuple[str, ...]
    scopes: tuple[str, ...] | None = None
    until: datetime | None = None


class TokenMint:
    """Makes tokens with the directory's Ed25519 key (PKCS 8 PEM)."""

    def __init__(self, private_key_file: Path) -> None:
        self._key = key_in(private_key_file)
        if not isinstance(self._key.private_key, Ed25519PrivateKey):
            raise TypeError(f"{private_key_file} holds no private key")
        self._seed = self._key.private_key.private_bytes_raw()
        self._refresh_key = self.derived(b"songjiao refresh tokens")

    def derived(self, purpose: bytes) -> bytes:
        """A key of 32 bytes for one purpose, which tells nothing of the signing key or of other purposes."""
        return HKDF(hashes.SHA256(), 32, salt=None, info=purpose).derive(self._seed)

    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        """The public key for everybody who checks tokens (RFC 7517)."""
        return published(self._key)

    def access_token(self, bearer: Bearer) -> str:
        """A signed token with the claims every service reads."""
        claims: dict[str, object] = {
            "sub": str(bearer.person_id),
            "name": bearer.name,
            "sid": str(bearer.session_id),
            "offices": list(bearer.offices),
            "jti": str(uuid7()),
        }
        if bearer.scopes is not None:
            claims["scope"] = " ".join(bearer.scopes)
        return sign(claims, self._key, bearer.until)

    def refresh_token(self, session_id: UUID, generation: int) -> str:
        """The session's token of this generation: the same again for the same generation, and nothing to store."""
        body = session_id.bytes + generation.to_bytes(4)
        return REFRESH_PREFIX + _text(body + self._seal(body))

    def read_refresh_token(self, token: str) -> tuple[UUID, int] | None:
        """Session and generation of a genuine refresh token, or None."""
        raw = _read(token, REFRESH_PREFIX, 16 + 4 + 32)
        if raw is None or not hmac.compare_digest(self._seal(raw[:20]), raw[20:]):
            return None
        return UUID(bytes=raw[:16]), int.from_bytes(raw[16:20])

    def _seal(self, body: bytes) -> bytes:
        return hmac.digest(self._refresh_key, body, "sha256")


def new_personal_token(token_id: UUID) -> tuple[str, str]:
    """A personal token and the hash that is stored of it."""
    secret = secrets.token_bytes(SECRET_BYTES)
    return PERSONAL_PREFIX + _text(token_id.bytes + secret), hashlib.sha256(secret).hexdigest()


def read_personal_token(token: str) -> tuple[UUID, str] | None:
    """Id and hash of what has the form of a personal token, or None."""
    raw = _read(token, PERSONAL_PREFIX, 16 + SECRET_BYTES)
    return None if raw is None else (UUID(bytes=raw[:16]), hashlib.sha256(raw[16:]).hexdigest())


def scope_text(scopes: Iterable[str] | None) -> str:
    """Scopes as OAuth writes them; a person's own sign-in has all."""
    return " ".join(sorted(scopes if scopes is not None else Scope))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _read(token: str, prefix: str, length: int) -> bytes | None:
    body = token.removeprefix(prefix)
    if body == token or not body.isascii():
        return None
    try:
        raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except ValueError:
        return None
    return raw if len(raw) == length else None
