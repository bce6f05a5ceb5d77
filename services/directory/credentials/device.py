"""What a device keeps of an account that was signed in to on it: with it, other people's guesses keep nobody out."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

LASTS = timedelta(days=180)  # [D]
MOST = 20  # tokens that are looked at of those a device has
_ID, _SEAL = 8, 16
_LENGTH = 16 + _ID + 4 + _SEAL


@dataclass(frozen=True)
class Device:
    """A device on which this person has signed in."""

    person_id: UUID
    id: str


class DeviceSeal:
    """Makes and reads device tokens. One says nothing but that its bearer knew the password once; it opens nothing."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(self, person_id: UUID, now: datetime) -> str:
        """For a device that somebody has just signed in on."""
        body = person_id.bytes + secrets.token_bytes(_ID) + int(now.timestamp()).to_bytes(4)
        return urlsafe_b64encode(body + self._sealed(body)).decode().rstrip("=")

    def read(self, tokens: str, now: datetime) -> Iterator[Device]:
        """The devices of those tokens, set apart by spaces, that are genuine and not too old."""
        for token in tokens.split()[:MOST]:
            device = self._device(token, now)
            if device is not None:
                yield device

    def _device(self, token: str, now: datetime) -> Device | None:
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        body = raw[:-_SEAL]
        if len(raw) != _LENGTH or not hmac.compare_digest(self._sealed(body), raw[-_SEAL:]):
            return None
        made_at = int.from_bytes(body[-4:])
        if now.timestamp() - made_at > LASTS.total_seconds():
            return None
        return Device(UUID(bytes=body[:16]), body[16 : 16 + _ID].hex())

    def _sealed(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:_SEAL]
