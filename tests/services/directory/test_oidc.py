"""Signing in through a provider: who comes in, and everything that is not believed."""

import asyncio
import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import flask
import httpx2
import joserfc.errors
import joserfc.jwk
import pytest
from joserfc import jwt
from sqlalchemy import func, select, update

from chassis.settings import Settings
from chassis.web.app import Service
from chassis.web.auth import unchecked_claims
from services.directory.main import build
from services.directory.models import Account, ExternalIdentity, Session, UsedNonce
from tests.provider import Claims, IdProvider, running_provider, signed
from tests.services.directory.conftest import Import, holds, person

PUBLIC = "https://songjiao.example"
BACK = f"{PUBLIC}/sign-in/external/back"
SECRET = "a secret/with:signs%"
STRANGER = joserfc.jwk.RSAKey.generate_key(2048, private=True)


@pytest.fixture
def provider() -> Iterator[IdProvider]:
    with running_provider() as running:
        running.register("s-1", preferred_username="Teacher", email="teacher@edu.example")
        yield running


@pytest.fixture
def chosen() -> dict[str, str]:
    """Settings beside the usual ones; parametrized by those tests that want others."""
    return {}


@pytest.fixture
async def directory(
    alone: Callable[..., Awaitable[Service]],
    provider: IdProvider,
    chosen: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Service:
    """A directory that knows the provider."""
    secret = tmp_path_factory.mktemp("oidc") / "secret"
    secret.write_text(f"{SECRET}\n")
    told = {
        "oidc_issuer": provider.issuer, "oidc_client_id": "songjiao", "oidc_client_secret_file": secret,
        "public_url": PUBLIC,
    } | chosen  # fmt: skip
    return await alone("directory", lambda settings: build(settings.model_copy(update=told)))


@pytest.fixture(autouse=True)
async def teacher(bring_in: Import) -> dict[str, object]:
    somebody = person(login="teacher")
    answer = await bring_in(people=[somebody], assignments=[holds(somebody, "county_office", "330328")])
    assert answer.status_code == 200, answer.text
    return somebody


@pytest.fixture
def count(directory: Service) -> Callable[[type], Awaitable[int]]:
    """Rows of a table."""

    async def counted(model: type) -> int:
        async with directory.database.reading() as connection:
            return int(await connection.scalar(select(func.count()).select_from(model)) or 0)

    return counted


async def begin(client: httpx2.AsyncClient) -> dict[str, str]:
    answer = await client.post("/oidc/attempts")
    assert answer.status_code == 201, answer.text
    begun: dict[str, str] = answer.json()
    return begun


async def agree(client: httpx2.AsyncClient, provider: IdProvider, subject: str = "s-1") -> dict[str, str]:
    """Everything up to what the browser brings back."""
    begun = await begin(client)
    brought = await asyncio.to_thread(provider.authorize, begun["address"], subject)
    return {"attempt": begun["attempt"], **brought}


async def come_back(client: httpx2.AsyncClient, brought: dict[str, str], language: str = "zh") -> httpx2.Response:
    return await client.post("/oidc/sessions", json=brought, headers={"Accept-Language": language})


async def through(client: httpx2.AsyncClient, provider: IdProvider, subject: str = "s-1") -> httpx2.Response:
    return await come_back(client, await agree(client, provider, subject))


def code(answer: httpx2.Response) -> str:
    return str(answer.json().get("code"))


async def test_the_session_is_an_ordinary_one(
    client: httpx2.AsyncClient, provider: IdProvider, person_of: Callable[[str], Awaitable[UUID]]
) -> None:
    answer = await through(client, provider)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json()
    claims = unchecked_claims(token["access_token"])
    assert claims["sub"] == str(await person_of("teacher"))
    assert claims["offices"] == ["county_office:330328"]
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    assert (await client.get("/me", headers=bearer)).json()["login"] == "teacher"
    refresh = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}
    assert (await client.post("/token", data=refresh)).status_code == 200
    assert (await client.post("/sign-out", headers=bearer)).status_code == 204
    assert (await client.get("/me", headers=bearer)).status_code == 401
    assert (await client.post("/token", data=refresh)).status_code == 400


async def test_the_way_there_carries_what_guards_the_way_back(client: httpx2.AsyncClient, provider: IdProvider) -> None:
    begun = await begin(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun["address"]).query).items()}
    assert begun["address"].startswith(f"{provider.issuer}/oauth2/authorize?")
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == BACK
    assert "openid" in asked["scope"].split()
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked["state"]), len(asked["nonce"])) >= 43
    brought = await asyncio.to_thread(provider.authorize, begun["address"], "s-1")
    assert (await come_back(client, {"attempt": begun["attempt"], **brought})).status_code == 200
    (exchange,) = provider.asked
    digest = hashlib.sha256(exchange["code_verifier"].encode()).digest()
    assert urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
    assert exchange["redirect_uri"] == BACK
    assert exchange["basic"] == "songjiao:a+secret%2Fwith%3Asigns%25"
    assert exchange["code_verifier"] not in begun["attempt"]
    assert asked["nonce"] not in begun["attempt"]


async def test_the_subject_is_the_person_whatever_the_login_becomes(
    client: httpx2.AsyncClient,
    provider: IdProvider,
    bring_in: Import,
    teacher: dict[str, object],
    count: Callable[[type], Awaitable[int]],
) -> None:
    assert (await through(client, provider)).status_code == 200
    provider.register("s-1", preferred_username="renamed-there")
    assert (await bring_in(people=[teacher | {"login": "renamed-here"}])).status_code == 200
    again = await through(client, provider)
    assert unchecked_claims(again.json()["access_token"])["sub"] == teacher["id"]
    assert await count(ExternalIdentity) == 1


async def test_a_login_given_to_somebody_else_opens_nothing(
    client: httpx2.AsyncClient, provider: IdProvider, count: Callable[[type], Awaitable[int]]
) -> None:
    assert (await through(client, provider)).status_code == 200
    provider.register("s-2", preferred_username="teacher")
    refused = await through(client, provider, "s-2")
    assert (refused.status_code, code(refused)) == (403, "bound_otherwise")
    assert await count(ExternalIdentity) == 1


async def test_an_administrator_frees_a_login(
    client: httpx2.AsyncClient, provider: IdProvider, administrator: dict[str, str], teacher: dict[str, object]
) -> None:
    bound = (await through(client, provider)).json()
    bearer = {"Authorization": f"Bearer {bound['access_token']}"}
    address = f"/oidc/people/{teacher['id']}"
    assert (await client.delete(address, headers=bearer)).status_code == 403
    assert (await client.delete(address, headers=administrator)).status_code == 204
    refresh = {"grant_type": "refresh_token", "refresh_token": bound["refresh_token"]}
    assert (await client.post("/token", data=refresh)).status_code == 400
    assert (await client.delete(address, headers=administrator)).status_code == 404
    provider.register("s-2", preferred_username="teacher")
    assert (await through(client, provider, "s-2")).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [{"preferred_username": "stranger"}, {}, {"preferred_username": ["teacher"]}, {"preferred_username": "教师"}],
)
async def test_nobody_is_made(
    client: httpx2.AsyncClient, provider: IdProvider, count: Callable[[type], Awaitable[int]], claims: dict[str, Any]
) -> None:
    sessions, accounts = await count(Session), await count(Account)
    provider.register("s-9", **claims)
    refused = await through(client, provider, "s-9")
    assert (refused.status_code, code(refused)) == (403, "unknown_person")
    assert refused.json()["detail"] == "没有找到与此账号对应的人员，请联系管理员。"
    assert (await count(Session), await count(Account), await count(ExternalIdentity)) == (sessions, accounts, 0)


async def test_who_was_unknown_comes_in_once_they_are_known(
    client: httpx2.AsyncClient, provider: IdProvider, bring_in: Import
) -> None:
    provider.register("s-9", preferred_username="newcomer")
    assert (await through(client, provider, "s-9")).status_code == 403
    newcomer = person("王新") | {"login": "newcomer"}
    assert (await bring_in(people=[newcomer])).status_code == 200
    assert (await through(client, provider, "s-9")).status_code == 200


async def test_a_name_told_by_the_userinfo_only_will_do(client: httpx2.AsyncClient, provider: IdProvider) -> None:
    provider.without = ("preferred_username",)
    assert (await through(client, provider)).status_code == 200


@pytest.mark.parametrize("chosen", [{"oidc_login_claim": "email"}])
async def test_only_a_verified_address_says_who_it_is(
    client: httpx2.AsyncClient, provider: IdProvider, bring_in: Import
) -> None:
    assert (await bring_in(people=[person(login="teacher@edu.example")])).status_code == 200
    assert code(await through(client, provider)) == "unknown_person"
    provider.register("s-1", email="teacher@edu.example", email_verified=True)
    assert (await through(client, provider)).status_code == 200


async def test_wrong_passwords_lock_nobody_out_here(client: httpx2.AsyncClient, provider: IdProvider) -> None:
    form = {"grant_type": "password", "username": "teacher", "password": "wrong"}
    for _ in range(5):
        await client.post("/token", data=form)
    assert (await through(client, provider)).status_code == 200
    assert "已锁定" in (await client.post("/token", data=form)).json()["error_description"]


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


def changed(**other: object) -> Callable[[Claims, joserfc.jwk.Key], str]:
    def tell(claims: Claims, key: joserfc.jwk.Key) -> str:
        kept = {name: value for name, value in (claims | other).items() if value is not None}
        return signed(kept, key)

    return tell


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


async def test_one_answer_begins_one_session(
    client: httpx2.AsyncClient, provider: IdProvider, count: Callable[[type], Awaitable[int]]
) -> None:
    brought = await agree(client, provider)
    assert (await come_back(client, brought)).status_code == 200
    sessions = await count(Session)
    # The provider takes a code once; ...
    assert code(await come_back(client, brought)) == "not_proven"
    # ... and where it gives another for the same nonce, we take that once.
    kept: dict[str, str] = {}
    provider.tell = lambda claims, key: kept.setdefault("token", changed(at_hash=None)(claims, key))
    first = await agree(client, provider)
    assert (await come_back(client, first)).status_code == 200
    other = await agree(client, provider)
    replayed = await come_back(client, first | {"code": other["code"]})
    assert (replayed.status_code, code(replayed)) == (409, "attempt_used")
    assert await count(Session) == sessions + 1


async def test_what_is_carried_must_be_ours_and_of_this_sign_in(
    client: httpx2.AsyncClient, provider: IdProvider
) -> None:
    brought, other = await agree(client, provider), await agree(client, provider)
    for wrong in (
        {"state": other["state"]},
        {"attempt": other["attempt"]},
        {"attempt": brought["attempt"][:-4] + "AAAA"},
        {"attempt": "长"},
        {"state": "长"},
    ):
        refused = await come_back(client, brought | wrong)
        assert (refused.status_code, code(refused)) == (422, "attempt_invalid"), wrong
    assert provider.asked == []
    assert (await come_back(client, brought)).status_code == 200
    mixed = await come_back(client, other | {"code": "made-up"})
    assert (mixed.status_code, code(mixed)) == (422, "not_proven")


async def test_an_attempt_lasts_a_quarter_of_an_hour_of_the_machines_time(
    client: httpx2.AsyncClient, provider: IdProvider, moving: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    moving(timedelta(days=400))
    assert (await through(client, provider)).status_code == 200
    brought = await agree(client, provider)
    monkeypatch.setattr("chassis.clock.machine", lambda: datetime.now(UTC) + timedelta(minutes=16))
    assert code(await come_back(client, brought)) == "attempt_invalid"


async def test_two_first_sign_ins_at_once_bind_one(
    client: httpx2.AsyncClient, provider: IdProvider, count: Callable[[type], Awaitable[int]]
) -> None:
    provider.register("s-2", preferred_username="teacher")
    brought = [await agree(client, provider, subject) for subject in ("s-1", "s-2", "s-1")]
    answers = await asyncio.gather(*(come_back(client, one) for one in brought))
    assert await count(ExternalIdentity) == 1
    statuses = [answer.status_code for answer in answers]
    assert statuses in ([200, 403, 200], [403, 200, 403])


async def test_keys_may_change(client: httpx2.AsyncClient, provider: IdProvider, directory: Service) -> None:
    assert (await through(client, provider)).status_code == 200
    old = STRANGER.as_dict(private=False) | {"kid": "old"}
    at, _ = directory.app.state.provider._keys
    directory.app.state.provider._keys = (at, {"keys": [old]})
    assert (await through(client, provider)).status_code == 200


@pytest.mark.parametrize("status", [500, 200, 404])
async def test_a_provider_that_answers_nonsense_is_away(
    client: httpx2.AsyncClient, provider: IdProvider, status: int
) -> None:
    brought = await agree(client, provider)
    provider.answer = flask.Response("<html>Wartung</html>", status)
    refused = await come_back(client, brought, "en")
    assert (refused.status_code, code(refused)) == (503, "provider_away")
    assert "does not answer" in refused.json()["detail"]
    provider.answer = None
    assert (await come_back(client, brought)).status_code == 200


async def test_a_provider_that_is_gone_is_away(
    client: httpx2.AsyncClient, provider: IdProvider, directory: Service
) -> None:
    directory.app.state.provider.issuer = "http://127.0.0.1:9"
    refused = await client.post("/oidc/attempts")
    assert (refused.status_code, code(refused)) == (503, "provider_away")


@pytest.mark.parametrize(
    "told", [{"issuer": "https://elsewhere.example"}, {"token_endpoint": "http://elsewhere.example"}]
)
async def test_what_a_provider_says_of_itself_must_be_right(
    client: httpx2.AsyncClient, provider: IdProvider, told: dict[str, str]
) -> None:
    metadata = httpx2.get(f"{provider.issuer}/.well-known/openid-configuration").json()
    provider.answer = flask.Response(flask.json.dumps(metadata | told), 200)
    refused = await client.post("/oidc/attempts")
    assert (refused.status_code, code(refused)) == (503, "provider_away")


async def test_used_sign_ins_are_forgotten_in_time(
    client: httpx2.AsyncClient, provider: IdProvider, directory: Service, count: Callable[[type], Awaitable[int]]
) -> None:
    assert (await through(client, provider)).status_code == 200
    async with directory.database.transaction() as transaction:
        await transaction.execute(update(UsedNonce).values(used_at=UsedNonce.used_at - timedelta(days=1)))
    assert (await through(client, provider)).status_code == 200
    assert await count(UsedNonce) == 1


async def test_without_settings_there_is_no_such_way(
    alone: Callable[..., Awaitable[Service]],
    calling: Callable[[Service], AbstractAsyncContextManager[httpx2.AsyncClient]],
) -> None:
    async with calling(await alone("directory", build)) as client:
        assert (await client.post("/oidc/attempts")).status_code == 404
        brought = {"attempt": "a", "state": "b", "code": "c"}
        assert (await client.post("/oidc/sessions", json=brought)).status_code == 404


def test_half_a_provider_is_refused() -> None:
    url = "postgresql+asyncpg://{service}@-/-"
    for half in ({"oidc_client_id": "songjiao"}, {"public_url": PUBLIC}):
        with pytest.raises(ValueError, match="OIDC_CLIENT_ID"):
            Settings(database_url=url, oidc_issuer="https://id.example", **half)
