"""Tokens that prove nothing, each in its own way, and those that do."""

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable

import flask
import httpx2
import joserfc.errors
import joserfc.jwk
import pytest
from joserfc import jwt

from services.directory.models import ExternalIdentity, Session, UsedNonce
from tests.provider import Claims, IdProvider, signed
from tests.services.directory.provider.coming import STRANGER, changed, code, through


def by_another_key(claims: Claims, key: joserfc.jwk.Key) -> str:
    return signed(claims, STRANGER, kid=str(key.kid))


def by_an_unknown_key(claims: Claims, key: joserfc.jwk.Key) -> str:
    return signed(claims, STRANGER, kid="unknown")


def with_the_public_key_as_a_secret(claims: Claims, key: joserfc.jwk.Key) -> str:
    # By hand, as libraries refuse to.
    parts = [flask.json.dumps(part).encode() for part in ({"alg": "HS256", "kid": key.kid}, claims)]
    text = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    seal = hmac.digest(key.as_pem(private=False), text, "sha256")
    return b".".join((text, urlsafe_b64encode(seal).rstrip(b"="))).decode()


def by_nobody(claims: Claims, key: joserfc.jwk.Key) -> str:
    with pytest.warns(joserfc.errors.SecurityWarning):
        return jwt.encode({"alg": "none"}, claims, joserfc.jwk.OctKey.generate_key(), ["none"])


@pytest.mark.parametrize(
    "tell",
    [
        by_another_key,
        by_an_unknown_key,
        with_the_public_key_as_a_secret,
        by_nobody,
        lambda claims, key: signed(claims, key)[:-4] + "AAAA",
        lambda claims, key: "not a token",
        changed(aud="another-client"),
        changed(aud=["another-client"]),
        changed(aud="another-client", azp="songjiao"),
        changed(aud=None),
        changed(aud=["songjiao", "another-client"]),
        changed(azp="another-client"),
        changed(iss="https://elsewhere.example"),
        changed(iss=None),
        changed(nonce="of another sign-in"),
        changed(nonce=None),
        changed(exp=int(time.time()) - 60),
        changed(exp=None),
        changed(exp="never"),
        changed(iat=int(time.time()) + 3600),
        changed(nbf=int(time.time()) + 3600),
        changed(sub=None),
        changed(sub=""),
        changed(sub=17),
        changed(at_hash="of another access token"),
        lambda claims, key: changed(nonce=[claims["nonce"]])(claims, key),
        changed(exp=float("nan")),
    ],
)
async def test_a_wrong_token_proves_nothing(
    client: httpx2.AsyncClient,
    provider: IdProvider,
    count: Callable[[type], Awaitable[int]],
    tell: Callable[[Claims, joserfc.jwk.Key], str],
) -> None:
    sessions = await count(Session)
    provider.tell = tell
    refused = await through(client, provider)
    assert (refused.status_code, code(refused)) == (422, "not_proven"), refused.text
    assert (await count(Session), await count(ExternalIdentity), await count(UsedNonce)) == (sessions, 0, 0)
    provider.tell = None
    assert (await through(client, provider)).status_code == 200


async def test_clocks_may_differ_a_little(client: httpx2.AsyncClient, provider: IdProvider) -> None:
    provider.tell = changed(exp=int(time.time()) - 10, iat=int(time.time()) + 10)
    assert (await through(client, provider)).status_code == 200
