"""What a route stands on: who is calling, one commit before the answer, problems in the reader's language."""

import asyncio
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import httpx2
import pytest
from fastapi import APIRouter, Body
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OctKey, OKPKey
from sqlalchemy import text
from starlette.routing import BaseRoute

from chassis import clock
from chassis.bus.connection import Bus
from chassis.bus.relay import Relay
from chassis.errors import FieldError, InvalidError, Text
from chassis.ids import uuid7
from chassis.settings import Settings, settings
from chassis.web import auth
from chassis.web.app import Service
from chassis.web.http import Caller, Tx
from chassis.web.revocations import Revocations
from contracts.events.directory import SessionRevoked
from contracts.topology import ENDED_SESSIONS
from songjiao.servers.stack import Stack
from tests.breaker import breaking
from tests.chassis.conftest import Opened, laid
from tests.chassis.waiting import until
from tests.conftest import owning

ME = uuid7()


def routes() -> list[BaseRoute]:
    router = APIRouter()

    @router.get("/me")
    async def me(caller: Caller) -> dict[str, str]:
        return {"name": caller.name}

    @router.post("/deferred", status_code=201)
    async def deferred(transaction: Tx) -> dict[str, bool]:
        await transaction.execute(text("INSERT INTO deferred VALUES (1), (1)"))
        return {"ok": True}

    @router.post("/field")
    async def field(motivation: Annotated[str, Body(embed=True, max_length=5)]) -> None:
        fault = FieldError("motivation", Text("请写得具体一些。", "Say more."))
        raise InvalidError("too_vague", fault.text, (fault,), {"hint": 7})

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError("林一鸣")

    @router.post("/written")
    async def written(caller: Caller) -> None:
        return None

    return router.routes


@pytest.fixture
async def service(opened: Opened) -> AsyncIterator[Service]:
    database = await opened("directory")
    async with owning("directory", database.url) as connection:
        await connection.execute(text("CREATE TABLE deferred (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
    told: Settings = settings().model_copy(update={"database_url": database.url})
    made = Service("directory", told, routes(), handlers={}, responders={})
    yield made
    await made.database.close()


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(service.app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
        yield client


def token(stack: Stack, **changed: Any) -> str:
    claims = {"sub": str(ME), "name": "欧阳·𠮷", "sid": str(uuid7()), "offices": []} | changed
    return auth.sign(claims, auth.key_in(stack.keys.token_private))


def bearer(value: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {value}"}


async def test_a_good_token_is_taken(client: httpx2.AsyncClient, stack: Stack) -> None:
    assert (await client.get("/me", headers=bearer(token(stack)))).json() == {"name": "欧阳·𠮷"}


async def test_no_token(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


async def test_a_forged_token(client: httpx2.AsyncClient, stack: Stack) -> None:
    claims = auth.unchecked_claims(token(stack))
    forged = auth.sign(claims, OKPKey.generate_key("Ed25519", auto_kid=True))
    with pytest.warns(SecurityWarning):
        unsigned = jwt.encode({"alg": "none"}, claims, OctKey.generate_key(), ["none"])
    with_the_public_key_as_a_secret = by_hand(claims, stack.keys.token_public.read_bytes())
    for value in (forged, unsigned, with_the_public_key_as_a_secret, "林", token(stack)[:-4]):
        answer = await client.get("/me", headers={"Authorization": f"Bearer {value}".encode()})
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def by_hand(claims: dict[str, Any], secret: bytes) -> str:
    """As libraries refuse to: what everybody may know, taken for a secret."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    text = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    return b".".join((text, urlsafe_b64encode(hmac.digest(secret, text, "sha256")).rstrip(b"="))).decode()


async def test_an_expired_token(client: httpx2.AsyncClient, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    an_hour_ago = clock.machine() - timedelta(hours=1)
    monkeypatch.setattr(clock, "machine", lambda: an_hour_ago)
    old = token(stack)
    monkeypatch.undo()
    assert (await client.get("/me", headers=bearer(old))).json()["code"] == "token_expired"


async def test_a_token_that_expires_while_it_is_known(
    client: httpx2.AsyncClient, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = token(stack)
    assert (await client.get("/me", headers=bearer(value))).status_code == 200
    in_an_hour = clock.machine() + timedelta(hours=1)
    monkeypatch.setattr(clock, "machine", lambda: in_an_hour)
    assert (await client.get("/me", headers=bearer(value))).json()["code"] == "token_expired"


async def test_a_revoked_session_is_refused_at_once(client: httpx2.AsyncClient, service: Service, stack: Stack) -> None:
    session: UUID = uuid7()
    value = token(stack, sid=str(session))
    assert (await client.get("/me", headers=bearer(value))).status_code == 200
    service.revocations.note(session)
    assert (await client.get("/me", headers=bearer(value))).json()["code"] == "token_revoked"


async def test_a_reading_token_cannot_write(client: httpx2.AsyncClient, stack: Stack) -> None:
    value = token(stack, scope="read")
    assert (await client.get("/me", headers=bearer(value))).status_code == 200
    assert (await client.post("/written", headers=bearer(value))).json()["code"] == "read_only_token"


async def test_a_writing_token_alone_reads_nothing_and_so_changes_nothing(
    client: httpx2.AsyncClient, stack: Stack
) -> None:
    value = token(stack, scope="write")
    for asked in (client.get("/me", headers=bearer(value)), client.post("/written", headers=bearer(value))):
        answer = await asked
        assert (answer.status_code, answer.json()["code"]) == (403, "write_only_token")


@pytest.mark.parametrize("address", ["/me", "/nowhere", "/broken", "/healthz", "/openapi.json"])
async def test_answers_stay_in_no_cache_and_are_what_they_say(client: httpx2.AsyncClient, address: str) -> None:
    answer = await client.get(address)
    assert answer.headers.get_list("cache-control") == ["no-store"]
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


async def test_metrics_are_not_told_where_people_ask(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/metrics")).status_code == 404


async def test_a_commit_that_fails_is_no_success(client: httpx2.AsyncClient) -> None:
    """The constraint is checked at the commit: a response sent before it would have said 201."""
    answer = await client.post("/deferred")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_problems_speak_the_readers_language(client: httpx2.AsyncClient) -> None:
    chinese = (await client.post("/field", json={"motivation": "好"})).json()
    english = (await client.post("/field", json={"motivation": "好"}, headers={"Accept-Language": "en-GB"})).json()
    assert chinese["errors"] == [{"field": "motivation", "detail": "请写得具体一些。"}]
    assert english["detail"] == "Say more."
    assert english["hint"] == 7


async def test_what_does_not_fit_is_told_beside_the_field(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/field", json={"motivation": "一" * 10_000})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == [{"field": "motivation", "detail": "内容太长，最多 5 个字。"}]


async def test_an_unexpected_error_tells_nothing_but_its_id(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/broken", headers={"x-correlation-id": "abc"})
    assert (answer.status_code, answer.json()["correlation_id"]) == (500, "abc")
    assert "林" not in answer.text


async def test_a_signed_out_session_is_told_to_every_service(opened: Opened, bus_settings: Settings) -> None:
    database = await opened("directory")
    session = uuid7()
    async with Bus("directory", bus_settings) as theirs, Bus("enrollment", bus_settings) as ours:
        relay = asyncio.create_task(Relay("directory", database.url, theirs).run())
        async with database.transaction() as transaction:
            transaction.emit(SessionRevoked(session_id=session, revoked_at=clock.machine()), subject=session, version=1)
        copies = [Revocations(), Revocations()]
        following = [asyncio.create_task(copy.run(ours)) for copy in copies]

        async def all_know() -> bool:
            return all(copy.ended(session) for copy in copies)

        await until(all_know)
        # However the stream was lost, sessions that end from now on are known to all.
        async with breaking(bus_settings.nats_url) as jetstream:
            for name in ("DIRECTORY", ENDED_SESSIONS):
                await jetstream.delete_stream(name)
            await until(lambda: _lacking(ours))
            await laid(bus_settings)
        session = uuid7()
        async with database.transaction() as transaction:
            transaction.emit(SessionRevoked(session_id=session, revoked_at=clock.machine()), subject=session, version=1)
        await until(all_know, 20)
        assert ours.state == "ok"
        for task in (relay, *following):
            task.cancel()
        await asyncio.gather(relay, *following, return_exceptions=True)


async def _lacking(bus: Bus) -> bool:
    return bus.state == f"lacks {ENDED_SESSIONS}: songjiao streams"
