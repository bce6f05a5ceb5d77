"""A provider that changes, is away, talks nonsense, or is not there at all."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import flask
import httpx2
import pytest

from chassis.settings import Settings
from chassis.web.app import Service
from services.directory.main import build
from tests.provider import IdProvider
from tests.services.directory.provider.coming import PUBLIC, STRANGER, agree, code, come_back, through


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
