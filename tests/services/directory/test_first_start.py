"""What a first start makes: version 1 of the rules, and the first administrator."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from chassis.errors import InvalidError
from chassis.web.app import Service
from services.directory import commands
from services.directory.commands.account import administrator
from services.directory.main import build
from services.directory.models import Person, RuleSetVersion

Events = Callable[[str], Awaitable[list[dict[str, Any]]]]


async def test_the_running_service_writes_version_1_down_even_without_a_bus(directory: Service, events: Events) -> None:
    settings = directory.settings.model_copy(update={"nats_url": "nats://127.0.0.1:1"})
    async with build(settings).running(), asyncio.timeout(20):
        while not await events("directory.rule_set.published"):
            await asyncio.sleep(0.05)
        await asyncio.sleep(1.2)
        assert len(await events("directory.rule_set.published")) == 1
        async with directory.database.reading() as connection:
            assert await connection.scalar(select(func.count()).select_from(RuleSetVersion)) == 1


async def test_the_first_administrator(
    directory: Service, client: httpx2.AsyncClient, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(administrator, "settings", lambda: directory.settings)
    assert await commands.ensure_administrator("Admin", "first-password-1")
    assert not await commands.ensure_administrator("admin", "another-password-2")
    form = {"grant_type": "password", "username": "admin", "password": "first-password-1"}
    token = (await client.post("/token", data=form)).json()["access_token"]
    me = (await client.get("/me", headers={"Authorization": f"Bearer {token}"})).json()
    assert [office["key"] for office in me["offices"]] == ["administrator:city"]
    assert len(await events("directory.person.registered")) == len(await events("directory.assignment.changed")) == 1


async def test_a_weak_first_password_is_refused(directory: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(administrator, "settings", lambda: directory.settings)
    with pytest.raises(InvalidError):
        await commands.ensure_administrator("admin", "short")
    with pytest.raises(InvalidError):
        await commands.ensure_administrator("a b", "first-password-1")
    async with directory.database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(Person)) == 0
