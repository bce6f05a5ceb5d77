"""Signing in through a provider: who comes in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest

from chassis.web.auth import unchecked_claims
from services.directory.models import Account, ExternalIdentity, Session
from tests.provider import IdProvider
from tests.services.directory.conftest import Import, person
from tests.services.directory.provider.coming import (
    agree,
    code,
    come_back,
    through,
)


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


async def test_the_subject_is_the_person_whatever_the_login_becomes(
    client: httpx2.AsyncClient,
    provider: IdProvider,
    teacher: dict[str, object],
    count: Callable[[type], Awaitable[int]],
) -> None:
    assert (await through(client, provider)).status_code == 200
    provider.register("s-1", preferred_username="renamed-there")
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


async def test_wrong_passwords_keep_nobody_out_here(client: httpx2.AsyncClient, provider: IdProvider) -> None:
    form = {"grant_type": "password", "username": "teacher", "password": "wrong"}
    for _ in range(5):
        await client.post("/token", data=form)
    assert (await through(client, provider)).status_code == 200
    assert "秒后再试" in (await client.post("/token", data=form)).json()["error_description"]


async def test_two_first_sign_ins_at_once_bind_one(
    client: httpx2.AsyncClient, provider: IdProvider, count: Callable[[type], Awaitable[int]]
) -> None:
    provider.register("s-2", preferred_username="teacher")
    brought = [await agree(client, provider, subject) for subject in ("s-1", "s-2", "s-1")]
    answers = await asyncio.gather(*(come_back(client, one) for one in brought))
    assert await count(ExternalIdentity) == 1
    statuses = [answer.status_code for answer in answers]
    assert statuses in ([200, 403, 200], [403, 200, 403])
