"""Signing in, staying signed in, signing out, and what happens to those who guess or copy."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey
from sqlalchemy import update

from chassis.web.app import Service
from chassis.web.auth import unchecked_claims
from services.directory.models import Session
from tests.services.directory.conftest import PASSWORD, Import, holds, person

Events = Callable[[str], Awaitable[list[dict[str, object]]]]

REVOKED = "directory.session.revoked"


@pytest.fixture(autouse=True)
async def teacher(bring_in: Import) -> None:
    somebody = person(login="teacher")
    office = holds(somebody, "county_office", "330328")
    past = holds(somebody, "municipal_office", "city", valid_until="2022-01-01T00:00:00+08:00")
    answer = await bring_in(people=[somebody], assignments=[office, past])
    assert answer.status_code == 200, answer.text


async def grant(client: httpx2.AsyncClient, **form: str) -> httpx2.Response:
    return await client.post("/token", data=form)


async def with_password(
    client: httpx2.AsyncClient, password: str = PASSWORD, login: str = "teacher"
) -> httpx2.Response:
    return await grant(client, grant_type="password", username=login, password=password)


async def refreshed(client: httpx2.AsyncClient, refresh_token: str) -> httpx2.Response:
    return await grant(client, grant_type="refresh_token", refresh_token=refresh_token)


async def make_older(directory: Service, by: timedelta) -> None:
    async with directory.database.transaction() as transaction:
        await transaction.execute(update(Session).values(rotated_at=Session.rotated_at - by))


def bearer(answer: httpx2.Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_the_token_says_who_and_what_today(
    client: httpx2.AsyncClient, person_of: Callable[[str], Awaitable[UUID]]
) -> None:
    answer = await with_password(client)
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json()
    (key,) = (await client.get("/.well-known/jwks.json")).json()["keys"]
    shown = jwt.decode(token["access_token"], OKPKey.import_key(key), [key["alg"]])
    claims = shown.claims
    assert shown.header["kid"] == key["kid"]
    assert claims["aud"] == "songjiao"
    assert not {"d"} & set(key)
    assert claims["sub"] == str(await person_of("teacher"))
    assert claims["offices"] == ["county_office:330328"]
    assert claims["name"] == "林晓岚"
    assert claims["exp"] - claims["iat"] == token["expires_in"] == 300
    assert {"sid", "jti"} <= set(claims)
    assert "scope" not in claims


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password", "username": "teacher"}, "invalid_request"),
        ({"grant_type": "magic"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "sjr_xyz"}, "invalid_grant"),
        ({"grant_type": "password", "username": "长\0" * 5000, "password": "\0"}, "invalid_grant"),
        (
            {"grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token": "sjp_AAAA"},
            "invalid_grant",
        ),
    ],
)
async def test_refusals_are_those_of_oauth(client: httpx2.AsyncClient, form: dict[str, str], error: str) -> None:
    answer = await grant(client, **form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_refresh_tokens_rotate(client: httpx2.AsyncClient, directory: Service) -> None:
    first = (await with_password(client)).json()
    second = await refreshed(client, first["refresh_token"])
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    sid = [unchecked_claims(t["access_token"])["sid"] for t in (first, second.json())]
    assert sid[0] == sid[1]
    await make_older(directory, timedelta(days=1))
    assert (await refreshed(client, second.json()["refresh_token"])).status_code == 200


async def test_within_its_grace_the_token_before_gives_the_same_successor(client: httpx2.AsyncClient) -> None:
    first = (await with_password(client)).json()["refresh_token"]
    answers = await asyncio.gather(*(refreshed(client, first) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    (successor,) = {answer.json()["refresh_token"] for answer in answers}
    assert (await refreshed(client, successor)).status_code == 200


async def test_a_token_reused_later_ends_the_session(
    client: httpx2.AsyncClient, directory: Service, events: Events
) -> None:
    first = (await with_password(client)).json()["refresh_token"]
    second = (await refreshed(client, first)).json()["refresh_token"]
    await make_older(directory, timedelta(seconds=61))
    assert (await refreshed(client, first)).json()["error"] == "invalid_grant"
    assert (await refreshed(client, second)).json()["error"] == "invalid_grant"
    assert len(await events(REVOKED)) == 1


async def test_a_forged_refresh_token_is_refused(client: httpx2.AsyncClient) -> None:
    token = (await with_password(client)).json()["refresh_token"]
    middle = len(token) // 2
    forged = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    assert (await refreshed(client, forged)).json()["error"] == "invalid_grant"
    assert (await refreshed(client, token)).status_code == 200


async def test_signing_out_ends_everything_of_the_session(client: httpx2.AsyncClient, events: Events) -> None:
    answer = await with_password(client)
    other = await with_password(client)
    assert (await client.post("/sign-out", headers=bearer(answer))).status_code == 204
    assert (await client.get("/me", headers=bearer(answer))).json()["code"] == "token_revoked"
    assert (await refreshed(client, answer.json()["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await client.get("/me", headers=bearer(other))).status_code == 200
    assert len(await events(REVOKED)) == 1


async def test_a_new_password_ends_the_other_sessions(client: httpx2.AsyncClient, events: Events) -> None:
    here, elsewhere = await with_password(client), await with_password(client)
    new = "另一个更长的密码2022"
    change = {"current": PASSWORD, "new": new}
    answer = await client.post("/me/password", json=change, headers=bearer(here))
    assert answer.status_code == 204, answer.text
    assert (await refreshed(client, elsewhere.json()["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await refreshed(client, here.json()["refresh_token"])).status_code == 200
    assert (await with_password(client)).json()["error"] == "invalid_grant"
    assert (await with_password(client, new)).status_code == 200
    assert len(await events(REVOKED)) == 1
