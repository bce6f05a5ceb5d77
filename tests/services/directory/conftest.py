"""A directory of its own for each test, and people who can sign in to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from functools import cache
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select

from chassis.ids import uuid7
from chassis.store.tables import outbox
from chassis.web.app import Service
from services.directory.commands.account.administrator import make_administrator
from services.directory.credentials import password
from services.directory.main import build
from services.directory.models import Account

PASSWORD = "一个好记的密码2021"

Row = dict[str, object]
Import = Callable[..., Awaitable[httpx2.Response]]
SignIn = Callable[[str], Awaitable[dict[str, str]]]


@cache
def password_hash() -> str:
    """Of PASSWORD; made once, since it is made to be slow."""
    return password.hash_password(PASSWORD)


@pytest.fixture
async def directory(alone: Callable[..., Awaitable[Service]]) -> Service:
    """An empty directory."""
    return await alone("directory", build)


@pytest.fixture
async def client(
    directory: Service, calling: Callable[[Service], AbstractAsyncContextManager[httpx2.AsyncClient]]
) -> AsyncIterator[httpx2.AsyncClient]:
    """Calls it over HTTP."""
    async with calling(directory) as client:
        yield client


@pytest.fixture
def sign_in(client: httpx2.AsyncClient) -> SignIn:
    """Signs somebody in with PASSWORD; headers for further requests."""

    async def sign(login: str) -> dict[str, str]:
        form = {"grant_type": "password", "username": login, "password": PASSWORD}
        answer = await client.post("/token", data=form)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    return sign


@pytest.fixture
async def administrator(directory: Service, sign_in: SignIn) -> dict[str, str]:
    """Headers of the first administrator, login `admin`."""
    made = await asyncio.to_thread(password_hash)
    async with directory.database.transaction() as transaction:
        await make_administrator(transaction, "admin", made)
    return await sign_in("admin")


@pytest.fixture
def bring_in(client: httpx2.AsyncClient, administrator: dict[str, str]) -> Import:
    """Imports rows as the administrator."""

    async def bring(import_id: UUID | None = None, **rows: list[Row]) -> httpx2.Response:
        return await client.put(f"/imports/{import_id or uuid7()}", json=rows, headers=administrator)

    return bring


@pytest.fixture
def events(directory: Service) -> Callable[[str], Awaitable[list[dict[str, object]]]]:
    """Data of the events of one type, in the order written."""

    async def read(kind: str) -> list[dict[str, object]]:
        async with directory.database.reading() as connection:
            statement = select(outbox.c.data).where(outbox.c.type == kind).order_by(outbox.c.seq)
            return list((await connection.execute(statement)).scalars())

    return read


@pytest.fixture
def person_of(directory: Service) -> Callable[[str], Awaitable[UUID]]:
    """Whose login this is."""

    async def read(login: str) -> UUID:
        async with directory.database.reading() as connection:
            found = await connection.scalar(select(Account.person_id).where(Account.login == login))
            assert isinstance(found, UUID)
            return found

    return read


def school(name: str = "文成县云溪实验小学", county: str = "330328", **more: object) -> Row:
    """A school's row."""
    return {"id": str(uuid7()), "name": name, "county": county, "school_levels": ["小学"]} | more


def person(name: str = "林晓岚", login: str | None = None, **more: object) -> Row:
    """A person's row; with a login, PASSWORD is theirs."""
    account = {"login": login, "password_hash": password_hash()} if login else {}
    return {"id": str(uuid7()), "name": name, "phone": "19000000001"} | account | more


def holds(holder: Row, role: str, scope: object, **more: object) -> Row:
    """An assignment's row, in force since 2021."""
    return {
        "id": str(uuid7()),
        "person_id": holder["id"],
        "role": role,
        "scope": scope,
        "office_name": f"{role} {scope}"[:60],
        "valid_from": "2021-11-01T00:00:00+08:00",
        "valid_until": None,
    } | more
