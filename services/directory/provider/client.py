"""The provider people may sign in with (OpenID Connect): where to send them, and what it proves when they come back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import quote_plus

import httpx2
import structlog

from chassis import clock
from chassis.settings import Settings
from services.directory.provider.attempt import Attempt
from services.directory.provider.id_token import ALGORITHMS, WrongTokenError, checked

log = structlog.get_logger()

# Where the portal takes people back in; this address is registered with the provider.
WAY_BACK = "/sign-in/external/back"
SCOPES = "openid profile email"
TIMEOUT = httpx2.Timeout(5)
KEPT = timedelta(hours=1)
LOOPBACK = ("localhost", "127.0.0.1", "::1")

Json = dict[str, Any]


class ProviderAwayError(Exception):
    """No answer, or one that makes no sense; nothing was done."""


class NotProvenError(Exception):
    """The provider does not stand for this sign-in."""


class Provider:
    """One provider, as settings name it. Raises ProviderAwayError where it does not answer."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, public_url: str, login_claim: str) -> None:
        self.issuer = issuer
        self.login_claim = login_claim
        self._client_id = client_id
        self._secret = client_secret
        self._way_back = public_url.rstrip("/") + WAY_BACK
        self._metadata: tuple[datetime, Json] | None = None
        self._keys: tuple[datetime, Json] | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Provider | None":
        """The provider that settings name, if they name one."""
        if not (settings.oidc_issuer and settings.oidc_client_id and settings.public_url):
            return None
        file = settings.oidc_client_secret_file
        secret = file.read_text(encoding="utf-8").strip() if file else ""
        issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
        return cls(issuer, client_id, secret, settings.public_url, settings.oidc_login_claim)

    async def address(self, attempt: Attempt) -> str:
        """Where the browser goes now."""
        async with httpx2.AsyncClient(timeout=TIMEOUT) as http:
            metadata = await self._discover(http)
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._way_back,
            "scope": SCOPES,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return str(httpx2.URL(metadata["authorization_endpoint"]).copy_merge_params(asked))

    async def redeem(self, code: str, attempt: Attempt) -> Json:
        """The claims the code stands for: checked, and with the login claim where the provider tells it. Raises NotProvenError."""
        async with httpx2.AsyncClient(timeout=TIMEOUT) as http:
            metadata = await self._discover(http)
            granted = await self._exchange(http, metadata, code, attempt)
            claims = await self._claims(http, metadata, granted, attempt)
            if self.login_claim not in claims and "userinfo_endpoint" in metadata:
                claims = await self._more_claims(http, metadata, granted, claims)
        return claims

    async def _discover(self, http: httpx2.AsyncClient) -> Json:
        if self._metadata is None or clock.machine() - self._metadata[0] > KEPT:
            address = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
            metadata = await _json(await _sent(http, "GET", address))
            self._refuse_foreign(metadata)
            self._metadata = clock.machine(), metadata
        return self._metadata[1]

    def _refuse_foreign(self, metadata: Json) -> None:
        if metadata.get("issuer") != self.issuer:
            _away("the issuer calls itself otherwise", issuer=metadata.get("issuer"))
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _is_safe(str(metadata.get(name, ""))):
                _away("no such address, or not https", name=name)

    async def _exchange(self, http: httpx2.AsyncClient, metadata: Json, code: str, attempt: Attempt) -> Json:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._way_back,
            "code_verifier": attempt.verifier,
            "client_id": self._client_id,
        }
        answer = await _sent(http, "POST", metadata["token_endpoint"], data=form | self._posted(metadata),
                             auth=self._basic(metadata))  # fmt: skip
        granted = await _json(answer)
        if answer.is_error:
            _not_proven("the code was refused", error=granted.get("error"))
        return granted

    def _posts_secret(self, metadata: Json) -> bool:
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" not in ways and "client_secret_post" in ways

    def _posted(self, metadata: Json) -> dict[str, str]:
        return {"client_secret": self._secret} if self._secret and self._posts_secret(metadata) else {}

    def _basic(self, metadata: Json) -> httpx2.BasicAuth | None:
        if not self._secret or self._posts_secret(metadata):
            return None
        # RFC 6749, 2.3.1: both are form-encoded first.
        return httpx2.BasicAuth(quote_plus(self._client_id), quote_plus(self._secret))

    async def _claims(self, http: httpx2.AsyncClient, metadata: Json, granted: Json, attempt: Attempt) -> Json:
        expected = {"issuer": self.issuer, "client_id": self._client_id, "nonce": attempt.nonce}
        announced = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
        algorithms = [name for name in ALGORITHMS if name in announced]
        for keys in (await self._known_keys(http, metadata), None):
            try:
                return checked(granted, keys or await self._new_keys(http, metadata), algorithms, expected)
            except WrongTokenError as wrong:
                # Keys are changed now and then: what the old ones do not fit is tried once more with those of today.
                if keys is None or not wrong.key:
                    _not_proven("the id_token is wrong", reason=str(wrong))
        raise AssertionError("the second try returns or raises")

    async def _known_keys(self, http: httpx2.AsyncClient, metadata: Json) -> Json:
        if self._keys is None or clock.machine() - self._keys[0] > KEPT:
            return await self._new_keys(http, metadata)
        return self._keys[1]

    async def _new_keys(self, http: httpx2.AsyncClient, metadata: Json) -> Json:
        self._keys = clock.machine(), await _json(await _sent(http, "GET", metadata["jwks_uri"]))
        return self._keys[1]

    async def _more_claims(self, http: httpx2.AsyncClient, metadata: Json, granted: Json, claims: Json) -> Json:
        """Some providers tell names at this address only. It must speak of the same subject."""
        headers = {"Authorization": f"Bearer {granted.get('access_token')}"}
        answer = await _sent(http, "GET", metadata["userinfo_endpoint"], headers=headers)
        more = await _json(answer)
        if answer.is_error or more.get("sub") != claims["sub"]:
            _not_proven("the userinfo is of somebody else", status=answer.status_code)
        return more | claims


def _is_safe(address: str) -> bool:
    """Whether nobody on the way can read along: https, or this machine."""
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        return False
    return bool(url.host) and (url.scheme == "https" or (url.scheme == "http" and url.host in LOOPBACK))


async def _sent(http: httpx2.AsyncClient, method: str, address: str, **more: Any) -> httpx2.Response:
    try:
        answer = await http.request(
            method, address, headers={"Accept": "application/json"} | more.pop("headers", {}), **more
        )
    except httpx2.HTTPError as error:
        _away(type(error).__name__, address=address)
    if answer.is_server_error:
        _away("an error of its own", address=address, status=answer.status_code)
    return answer


async def _json(answer: httpx2.Response) -> Json:
    try:
        content = answer.json()
    except ValueError:
        content = None
    if not isinstance(content, Mapping):
        _away("not a JSON object", address=str(answer.url), status=answer.status_code)
    return dict(content)


def _away(why: str, **more: Any) -> NoReturn:
    log.warning("oidc.away", why=why, **more)
    raise ProviderAwayError(why)


def _not_proven(why: str, **more: Any) -> NoReturn:
    log.warning("oidc.not_proven", why=why, **more)
    raise NotProvenError(why)
