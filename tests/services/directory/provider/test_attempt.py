"""A sign-in under way: what guards it, how long it lasts, and that it is used once."""

import asyncio
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import update

from chassis.web.app import Service
from services.directory.models import Session, UsedNonce
from tests.provider import IdProvider
from tests.services.directory.provider.coming import (
    BACK,
    agree,
    begin,
    changed,
    code,
    come_back,
    through,
)


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


async def test_used_sign_ins_are_forgotten_in_time(
    client: httpx2.AsyncClient, provider: IdProvider, directory: Service, count: Callable[[type], Awaitable[int]]
) -> None:
    assert (await through(client, provider)).status_code == 200
    async with directory.database.transaction() as transaction:
        await transaction.execute(update(UsedNonce).values(used_at=UsedNonce.used_at - timedelta(days=1)))
    assert (await through(client, provider)).status_code == 200
    assert await count(UsedNonce) == 1
