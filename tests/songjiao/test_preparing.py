"""What prepares servers of one's own: keys with the bus's permissions, roles, databases, tables, Temporal's namespace."""

import subprocess
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from typer.testing import CliRunner

from chassis.ids import uuid7
from chassis.settings import Settings, settings
from chassis.store.migrations import MECHANISM, newest, of_service, reached, upgrade
from contracts import topology
from songjiao import databases, namespaces
from songjiao.cli import app
from songjiao.keys import Keys
from songjiao.servers.postgres import Postgres
from songjiao.servers.programs import program
from songjiao.servers.stack import Stack


def test_the_keys_job_writes_permissions_that_nats_accepts(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["keys", str(tmp_path)])
    assert result.exit_code == 0, result.output
    configuration = tmp_path / "nats.conf"
    configuration.write_text("include nats-authorization.conf\n")
    tried = subprocess.run([program("nats-server"), "-t", "-c", str(configuration)], capture_output=True, text=True)
    assert "is valid" in tried.stderr, tried.stderr


async def test_each_service_gets_a_database_that_only_its_own_role_enters(tmp_path: Path) -> None:
    async with Postgres(tmp_path / "postgres", password="admin's").running() as server:
        keys = Keys(tmp_path / "keys")
        keys.ensure()
        told = settings_of(server, "first", keys)
        await databases.provision(told)
        told = settings_of(server, "it's 50% new", keys)
        await databases.provision(told)
        for service in topology.services():
            await (await asyncpg.connect(plain(told.database_of(service)))).close()
        stranger = make_url(told.database_of("approvals")).set(database="directory", drivername="postgresql")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(stranger.render_as_string(hide_password=False))


async def test_provisioning_needs_the_administrators_address(stack: Stack) -> None:
    with pytest.raises(databases.NotToldError, match="DATABASE_ADMIN_URL"):
        await databases.provision(settings().model_copy(update={"database_admin_url": None}))


@pytest.mark.parametrize("service", topology.services())
async def test_migrating_again_changes_nothing(stack: Stack, service: str) -> None:
    url = databases.owners_url(service, settings())
    await upgrade(service, url)
    await upgrade(service, url)
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        for history in (MECHANISM, of_service(service)):
            assert await reached(connection, history) == newest(history)
    await engine.dispose()


async def test_a_namespace_is_made_with_what_runs_are_searched_by(stack: Stack) -> None:
    told = settings().model_copy(update={"temporal_namespace": f"test-{uuid7()}"})
    await namespaces.provision(told)
    await namespaces.provision(told)
    client = await Client.connect(told.temporal_address, namespace=told.temporal_namespace)
    asked = ListSearchAttributesRequest(namespace=told.temporal_namespace)
    known = (await client.operator_service.list_search_attributes(asked)).custom_attributes
    assert set(namespaces.SEARCH_ATTRIBUTES) <= set(known)


def settings_of(server: Postgres, password: str, keys: Keys) -> Settings:
    """Settings that lead to this server."""
    return Settings(
        database_url=server.url("{service}", password),
        database_admin_url=server.url(),
        database_owner_password_file=keys.owner_passwords,
    )


def plain(url: str) -> str:
    """For asyncpg."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
