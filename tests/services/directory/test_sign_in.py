"""Signing in, staying signed in, signing out, and what happens to those who guess or copy."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import argon2
import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey
from sqlalchemy import func, select, update

from chassis import clock
from chassis.web.app import Service
from chassis.web.auth import unchecked_claims
from services.directory.credentials import password as passwords
from services.directory.models import Session, SignInFailures
from tests.services.directory.conftest import PASSWORD, Import, holds, password_hash, person

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


async def test_five_failures_lock_even_the_right_password_out(client: httpx2.AsyncClient) -> None:
    for left in (4, 3, 2, 1):
        answer = await with_password(client, "wrong")
        assert f"还可以再试 {left} 次" in answer.json()["error_description"]
    locked = await with_password(client, "wrong")
    right = await with_password(client)
    for answer in (locked, right):
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
        assert "已锁定" in answer.json()["error_description"]
        assert 800 < answer.json()["retry_after"] <= 901
        assert int(answer.headers["Retry-After"]) == answer.json()["retry_after"]
    other = await with_password(client, login="admin")
    assert other.status_code == 200


async def test_the_lock_opens_again(client: httpx2.AsyncClient, directory: Service) -> None:
    for _ in range(5):
        await with_password(client, "wrong")
    async with directory.database.transaction() as transaction:
        await transaction.execute(update(SignInFailures).values(locked_until=clock.machine()))
    assert (await with_password(client)).status_code == 200
    async with directory.database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(SignInFailures)) == 0


async def test_a_crowd_of_guesses_gets_hardly_more_than_five(client: httpx2.AsyncClient, directory: Service) -> None:
    checked = 0
    verify = passwords.Gate.verify

    async def counted(gate: passwords.Gate, *args: object) -> bool:
        nonlocal checked
        checked += 1
        return await verify(gate, *args)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords.Gate, "verify", counted)
        await asyncio.gather(*(with_password(client, f"guess {n}") for n in range(20)))
    assert checked <= 6


async def test_an_unknown_login_cannot_be_told_from_a_known_one(client: httpx2.AsyncClient) -> None:
    costs: list[object] = []
    fits = passwords._fits

    def noted(password: str, checked_against: str) -> bool:
        costs.append(argon2.extract_parameters(checked_against))
        return fits(password, checked_against)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_fits", noted)
        answers = [await with_password(client, "wrong", login) for login in ("teacher", "nobody")]
    assert len(costs) == 2
    assert costs[0] == costs[1]
    assert answers[0].json() == answers[1].json()
    for _ in range(4):
        answer = await with_password(client, "wrong", "nobody")
    assert "已锁定" in answer.json()["error_description"]


async def test_passwords_are_checked_beside_the_loop_and_two_at_once(client: httpx2.AsyncClient) -> None:
    most = now = 0
    threads: set[str] = set()

    def slow(_: str, __: str) -> bool:
        nonlocal most, now
        now += 1
        most = max(most, now)
        threads.add(threading.current_thread().name)
        time.sleep(0.05)
        now -= 1
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_fits", slow)
        await asyncio.gather(*(with_password(client, "wrong", f"nobody{n}") for n in range(6)))
    assert most == 2
    assert threading.main_thread().name not in threads


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


async def test_guessing_the_current_password_locks_too(client: httpx2.AsyncClient) -> None:
    headers = bearer(await with_password(client))
    weak = await client.post("/me/password", json={"current": PASSWORD, "new": "short"}, headers=headers)
    assert (weak.status_code, weak.json()["errors"][0]["field"]) == (422, "new")
    for _ in range(4):
        answer = await client.post("/me/password", json={"current": "x", "new": "y" + PASSWORD}, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "current")
    locked = await client.post("/me/password", json={"current": "x", "new": "y" + PASSWORD}, headers=headers)
    assert (locked.status_code, locked.json()["code"]) == (429, "locked")
    assert (await with_password(client)).json()["error"] == "invalid_grant"


def test_only_hashes_we_are_ready_to_check() -> None:
    assert passwords.is_hash(password_hash())
    assert not passwords.is_hash("plain")
    assert not passwords.is_hash("$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)
    assert not passwords.is_hash("$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)
