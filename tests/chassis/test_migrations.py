"""The mechanism's tables have migrations of their own, which reach a database whether it exists or not."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import chassis.store
from chassis.ids import uuid7
from chassis.store.database import Database
from chassis.store.migrations import MECHANISM as MECHANISM_HISTORY
from chassis.store.migrations import History, newest, of_service, upgrade, upgrade_all
from chassis.store.tables import MECHANISM
from songjiao.databases import owners_url
from songjiao.servers.stack import Stack
from tests.chassis.conftest import Opened
from tests.conftest import elsewhere

CHANGE = """
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    op.execute("ALTER TABLE outbox ADD COLUMN colour text NOT NULL DEFAULT 'red'")
"""


@pytest.fixture
async def empty(stack: Stack) -> AsyncIterator[str]:
    """The address of a database of `enrollment` in which nothing is."""
    engine = create_async_engine(stack.postgres.url(), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    name = f"empty_{uuid7().hex}"
    async with engine.connect() as connection:
        await connection.execute(text(f'CREATE DATABASE "{name}" OWNER "enrollment_owner"'))
    yield owners_url("enrollment", elsewhere("enrollment", name))
    async with engine.connect() as connection:
        await connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    await engine.dispose()


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], History]:
    """The mechanism as a later version has it, with one column more."""

    def make() -> History:
        # A name of its own: Python knows a package it has imported once for as long as it runs.
        package = f"later_{uuid7().hex}"
        versions = tmp_path / package / "migrations" / "versions"
        versions.mkdir(parents=True)
        (tmp_path / package / "__init__.py").touch()
        for file in (Path(chassis.store.__path__[0]) / "migrations" / "versions").glob("*.py"):
            shutil.copy(file, versions)
        (versions / "9999_colour.py").write_text(CHANGE.format(newest=newest(MECHANISM_HISTORY)))
        monkeypatch.syspath_prepend(tmp_path)
        return History(package, MECHANISM_HISTORY.version_table)

    return make


async def columns(url: str) -> set[str]:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(
                lambda sync: {column["name"] for column in inspect(sync).get_columns("outbox")}
            )
    finally:
        await engine.dispose()


async def test_a_changed_mechanism_reaches_a_new_database(empty: str, changed: Callable[[], History]) -> None:
    await upgrade_all((changed(), of_service("enrollment")), empty, role="enrollment")
    assert "colour" in await columns(empty)


async def test_a_changed_mechanism_reaches_a_database_that_exists(empty: str, changed: Callable[[], History]) -> None:
    await upgrade("enrollment", empty)
    assert "colour" not in await columns(empty)
    await upgrade_all((changed(), of_service("enrollment")), empty, role="enrollment")
    assert "colour" in await columns(empty)


async def test_the_migrations_make_what_the_tables_say(opened: Opened) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: kind != "table" or name != "mechanism_version",
            },
        )
        return list(compare_metadata(context, MECHANISM))

    database: Database = await opened("approvals")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
