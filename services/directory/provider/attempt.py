"""A sign-in under way at a provider: what only we know of it travels through the browser under a seal, and nothing is stored."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken

from chassis import clock

# As long as somebody may look for a telephone with a code on it.
LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Attempt:
    """`state` comes back with the browser, `nonce` in the id_token, `verifier` goes with the code (PKCE)."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Attempt":
        """One that nobody can guess."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier before it sees it (RFC 7636, S256)."""
        return urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")

    @property
    def nonce_hash(self) -> str:
        """By what a used attempt is remembered."""
        return hashlib.sha256(self.nonce.encode()).hexdigest()


class AttemptSeal:
    """Closes and opens attempts."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(urlsafe_b64encode(key))

    def close(self, attempt: Attempt) -> str:
        """What the browser carries."""
        content = json.dumps(asdict(attempt)).encode()
        return self._fernet.encrypt_at_time(content, int(clock.machine().timestamp())).decode()

    def open(self, sealed: str, state: str) -> Attempt | None:
        """The attempt, if it is ours, not too old, and the one that `state` belongs to."""
        try:
            content = self._fernet.decrypt_at_time(
                sealed.encode(), int(LASTS.total_seconds()), int(clock.machine().timestamp())
            )
        except InvalidToken:
            return None
        attempt = Attempt(**json.loads(content))
        return attempt if secrets.compare_digest(attempt.state.encode(), state.encode()) else None
