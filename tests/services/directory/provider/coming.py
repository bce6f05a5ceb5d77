"""The way to a provider and back again, as a browser goes it, and what it brings along."""

import asyncio
from collections.abc import Callable

import httpx2
import joserfc.errors
import joserfc.jwk

from tests.provider import Claims, IdProvider, signed

PUBLIC = "https://songjiao.example"
BACK = f"{PUBLIC}/sign-in/external/back"
SECRET = "a secret/with:signs%"
STRANGER = joserfc.jwk.RSAKey.generate_key(2048, private=True)


async def begin(client: httpx2.AsyncClient) -> dict[str, str]:
    """Ask for the way there."""
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
    """What the browser brought is handed in."""
    return await client.post("/oidc/sessions", json=brought, headers={"Accept-Language": language})


async def through(client: httpx2.AsyncClient, provider: IdProvider, subject: str = "s-1") -> httpx2.Response:
    """There and back again."""
    return await come_back(client, await agree(client, provider, subject))


def code(answer: httpx2.Response) -> str:
    """What a refusal is called."""
    return str(answer.json().get("code"))


def changed(**other: object) -> Callable[[Claims, joserfc.jwk.Key], str]:
    """A provider that tells some claims otherwise; those that are None, not at all."""

    def tell(claims: Claims, key: joserfc.jwk.Key) -> str:
        kept = {name: value for name, value in (claims | other).items() if value is not None}
        return signed(kept, key)

    return tell
