"""Personal access tokens: shown once, limited, revocable."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, update

from chassis import clock
from chassis.ids import uuid7
from chassis.web.app import Service
from chassis.web.auth import unchecked_claims
from services.directory.commands.account import session
from services.directory.models import PersonalToken
from tests.services.directory.conftest import PASSWORD, Import, SignIn, person

Events = Callable[[str], Awaitable[list[dict[str, object]]]]
Headers = dict[str, str]

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"


@pytest.fixture
async def teacher(bring_in: Import, sign_in: SignIn) -> Headers:
    await bring_in(people=[person(login="teacher"), person(login="colleague")])
    return await sign_in("teacher")


def wish(**more: object) -> dict[str, object]:
    expires_at = (clock.machine() + timedelta(days=30)).isoformat()
    return {"name": "报表", "scopes": ["read"], "expires_at": expires_at} | more


async def exchange(client: httpx2.AsyncClient, token: str) -> httpx2.Response:
    kind = "urn:ietf:params:oauth:token-type:access_token"
    form = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": kind}
    return await client.post("/token", data=form)


async def access(client: httpx2.AsyncClient, token: str) -> Headers:
    answer = await exchange(client, token)
    assert answer.status_code == 200, answer.text
    assert "refresh_token" not in answer.json()
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_a_token_is_shown_once_and_stored_as_a_hash(
    client: httpx2.AsyncClient, teacher: Headers, directory: Service
) -> None:
    made = await client.post("/me/tokens", json=wish(), headers=teacher)
    assert made.status_code == 201, made.text
    listed = (await client.get("/me/tokens", headers=teacher)).json()["items"]
    assert [item["name"] for item in listed] == ["报表"]
    assert "token" not in listed[0]
    async with directory.database.reading() as connection:
        stored = (await connection.execute(select(PersonalToken.__table__))).one()
    assert made.json()["token"] not in str(stored)


async def test_it_reads_and_does_not_write(client: httpx2.AsyncClient, teacher: Headers) -> None:
    made = await client.post("/me/tokens", json=wish(), headers=teacher)
    reader = await access(client, made.json()["token"])
    claims = unchecked_claims(reader["Authorization"].split()[1])
    assert (claims["scope"], claims["sid"]) == ("read", made.json()["token_id"])
    assert (await client.get("/me", headers=reader)).status_code == 200
    refused = await client.patch("/me", json={"language": "en"}, headers=reader)
    assert (refused.status_code, refused.json()["code"]) == (403, "read_only_token")


async def test_a_program_gets_no_keys_of_its_own(client: httpx2.AsyncClient, teacher: Headers) -> None:
    made = await client.post("/me/tokens", json=wish(scopes=["write", "read"]), headers=teacher)
    writer = await access(client, made.json()["token"])
    assert (await client.patch("/me", json={"language": "en"}, headers=writer)).status_code == 204
    lent = {
        "deputy_id": str(uuid7()),
        "offices": ["county_office:330328"],
        "valid_from": "2026-01-01",
        "valid_until": "2198-01-01",
    }
    for answer in (
        await client.post("/me/tokens", json=wish(name="第二个"), headers=writer),
        await client.delete(f"/me/tokens/{made.json()['token_id']}", headers=writer),
        await client.post("/me/password", json={"current": "a", "new": "b"}, headers=writer),
        await client.post("/me/proxies", json=lent, headers=writer),
        await client.put(f"/imports/{uuid7()}", json={"people": [person()]}, headers=writer),
        await client.post("/sign-out", headers=writer),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "sign_in_needed")


async def test_it_ends_with_the_password_it_was_made_under(
    client: httpx2.AsyncClient, teacher: Headers, events: Events
) -> None:
    made = (await client.post("/me/tokens", json=wish(), headers=teacher)).json()
    change = {"current": PASSWORD, "new": "另一个更长的密码2022"}
    assert (await client.post("/me/password", json=change, headers=teacher)).status_code == 204
    assert (await exchange(client, made["token"])).json()["error"] == "invalid_grant"
    # What was made from it is refused at once, wherever it is shown.
    assert [event["session_id"] for event in await events("directory.session.revoked")] == [made["token_id"]]
    assert (await client.get("/me/tokens", headers=teacher)).json()["items"] == []


async def test_it_ends_with_all_sessions(
    client: httpx2.AsyncClient, teacher: Headers, directory: Service, person_of: Callable[[str], Awaitable[UUID]]
) -> None:
    made = (await client.post("/me/tokens", json=wish(), headers=teacher)).json()
    async with directory.database.transaction() as transaction:
        await session.end_all(transaction, await person_of("colleague"), "for another reason")
    assert (await exchange(client, made["token"])).status_code == 200
    async with directory.database.transaction() as transaction:
        await session.end_all(transaction, await person_of("teacher"), "unbound from the provider")
    assert (await exchange(client, made["token"])).json()["error"] == "invalid_grant"


async def test_what_is_made_from_it_does_not_outlive_it(client: httpx2.AsyncClient, teacher: Headers) -> None:
    ends = clock.machine() + timedelta(seconds=60)
    made = (await client.post("/me/tokens", json=wish(expires_at=ends.isoformat()), headers=teacher)).json()
    answer = (await exchange(client, made["token"])).json()
    assert 50 < answer["expires_in"] <= 60
    assert unchecked_claims(answer["access_token"])["exp"] == int(ends.timestamp())


async def test_a_revoked_token_is_worth_nothing(client: httpx2.AsyncClient, teacher: Headers, events: Events) -> None:
    made = (await client.post("/me/tokens", json=wish(), headers=teacher)).json()
    for _ in range(2):
        assert (await client.delete(f"/me/tokens/{made['token_id']}", headers=teacher)).status_code == 204
    assert (await exchange(client, made["token"])).json()["error"] == "invalid_grant"
    assert [event["session_id"] for event in await events("directory.session.revoked")] == [made["token_id"]]
    assert (await client.get("/me/tokens", headers=teacher)).json()["items"] == []
    assert (await client.post("/me/tokens", json=wish(), headers=teacher)).status_code == 201


async def test_an_expired_or_altered_token_is_worth_nothing(
    client: httpx2.AsyncClient, teacher: Headers, directory: Service
) -> None:
    token = (await client.post("/me/tokens", json=wish(), headers=teacher)).json()["token"]
    altered = token[:-8] + ("AAAAAAAA" if token[-8:] != "AAAAAAAA" else "BBBBBBBB")
    assert (await exchange(client, altered)).json()["error"] == "invalid_grant"
    async with directory.database.transaction() as transaction:
        await transaction.execute(update(PersonalToken).values(expires_at=clock.machine()))
    assert (await exchange(client, token)).json()["error"] == "invalid_grant"


async def test_wishes_refused(client: httpx2.AsyncClient, teacher: Headers) -> None:
    for field, value in (
        ("name", " "),
        ("scopes", []),
        ("scopes", ["write"]),
        ("scopes", ["sign-in"]),
        ("expires_at", (clock.machine() + timedelta(days=400)).isoformat()),
    ):
        answer = await client.post("/me/tokens", json=wish(**{field: value}), headers=teacher)
        assert (answer.status_code, answer.json()["errors"][0]["field"].partition(".")[0]) == (422, field)
    await client.post("/me/tokens", json=wish(), headers=teacher)
    twice = await client.post("/me/tokens", json=wish(), headers=teacher)
    assert (twice.status_code, twice.json()["code"]) == (409, "token_exists")


async def test_another_persons_token_is_not_there(
    client: httpx2.AsyncClient, teacher: Headers, sign_in: SignIn
) -> None:
    made = (await client.post("/me/tokens", json=wish(), headers=teacher)).json()
    colleague = await sign_in("colleague")
    assert (await client.delete(f"/me/tokens/{made['token_id']}", headers=colleague)).status_code == 404
    assert (await exchange(client, made["token"])).status_code == 200
