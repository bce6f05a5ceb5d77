"""What passwords are kept as."""

import asyncio

import argon2
import httpx2
import pytest
from sqlalchemy import select

from chassis.web.app import Service
from services.directory.credentials import password as passwords
from services.directory.credentials.turns import CrowdedError, Turns
from services.directory.models import Account
from tests.services.directory.conftest import PASSWORD, Import, SignIn, password_hash, person


def test_only_hashes_we_are_ready_to_check() -> None:
    assert passwords.is_hash(password_hash())
    assert not passwords.is_hash("plain")
    assert not passwords.is_hash("$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)
    assert not passwords.is_hash("$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)


@pytest.mark.parametrize(
    ("hasher", "anew"),
    [
        (argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1), True),
        (argon2.PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4), False),
    ],
)
async def test_a_weaker_hash_is_made_anew_at_sign_in(
    bring_in: Import, sign_in: SignIn, directory: Service, hasher: argon2.PasswordHasher, anew: bool
) -> None:
    brought = hasher.hash(PASSWORD)
    await bring_in(people=[person(login="teacher") | {"password_hash": brought}])
    for _ in range(2):
        await sign_in("teacher")
    async with directory.database.reading() as connection:
        kept = await connection.scalar(select(Account.password_hash).where(Account.login == "teacher"))
    assert isinstance(kept, str)
    assert (kept != brought) is anew
    assert not passwords.is_weak(kept)


async def test_a_password_that_does_not_fit_leaves_the_hash(
    bring_in: Import, client: httpx2.AsyncClient, directory: Service
) -> None:
    brought = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await bring_in(people=[person(login="teacher") | {"password_hash": brought}])
    await client.post("/token", data={"grant_type": "password", "username": "teacher", "password": "x"})
    async with directory.database.reading() as connection:
        assert await connection.scalar(select(Account.password_hash).where(Account.login == "teacher")) == brought


async def test_lanes_take_turns() -> None:
    turns, came = Turns(1, 10), list[str]()

    async def come(lane: str) -> None:
        async with turns.taken(lane):
            came.append(lane)
            await asyncio.sleep(0)

    await asyncio.gather(*(come(lane) for lane in ("a", "a", "a", "a", "b", "c")))
    assert came == ["a", "a", "b", "c", "a", "a"]


async def test_who_leaves_passes_the_turn_on_and_a_crowd_is_sent_away() -> None:
    turns = Turns(1, 2)

    async def come() -> None:
        async with turns.taken("a"):
            await asyncio.sleep(0)

    async with turns.taken("a"):
        waiting = [asyncio.create_task(come()) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(CrowdedError):
            await come()
        waiting[0].cancel()
    # The turn had come to the one that left.
    waiting.append(asyncio.create_task(come()))
    await asyncio.gather(*waiting[1:])
    await asyncio.wait_for(come(), 1)
