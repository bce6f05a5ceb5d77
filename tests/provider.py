"""A real OpenID provider on loopback, whose answers a test may change on their way out."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import httpx2
import joserfc.jwk
import oidc_provider_mock
import werkzeug.serving
from joserfc import jwt

Claims = dict[str, Any]


@dataclass
class IdProvider:
    """Where it is, what it was asked, and what it shall tell instead of the truth."""

    issuer: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    """What came to the token endpoint."""
    tell: Callable[[Claims, joserfc.jwk.Key], str] | None = None
    """Writes the id_token from the true claims and the provider's key."""
    answer: flask.Response | None = None
    """Sent for every question."""
    without: tuple[str, ...] = ()
    """Claims left out of the id_token, but not of the userinfo."""

    def register(self, subject: str, **claims: object) -> None:
        """Somebody who has an account there."""
        httpx2.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def authorize(self, address: str, subject: str) -> dict[str, str]:
        """Agree at the address a browser was sent to; what it brings back."""
        answer = httpx2.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    def _ask(self) -> flask.Response | None:
        if flask.request.path == "/oauth2/token":
            basic = flask.request.authorization
            secret = {"basic": f"{basic.username}:{basic.password}"} if basic else {}
            self.asked.append(flask.request.form.to_dict() | secret)
        return self.answer

    def _change(self, answer: flask.Response) -> flask.Response:
        if flask.request.path != "/oauth2/token" or answer.status_code != 200:
            return answer
        granted = answer.get_json()
        key = flask.g.oidc_provider_mock_storage.jwk
        claims = jwt.decode(granted["id_token"], key).claims
        claims = {name: value for name, value in claims.items() if name not in self.without}
        granted["id_token"] = self.tell(claims, key) if self.tell else signed(claims, key)
        answer.set_data(flask.json.dumps(granted))
        return answer


def signed(claims: Claims, key: joserfc.jwk.Key, **header: str) -> str:
    """An id_token."""
    return jwt.encode({"alg": "RS256", "kid": key.kid} | header, claims, key, algorithms=["RS256"])


@contextmanager
def running_provider() -> Iterator[IdProvider]:
    """As long as the block lasts."""
    provider = IdProvider()
    app = oidc_provider_mock.app(require_nonce=True)
    app.before_request(provider._ask)
    app.after_request(provider._change)
    server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
