"""Bring a service's database to its newest version: Alembic's version files, without its configuration files.

The mechanism's tables have versions of their own, beside the service's and run before them: so a changed outbox reaches
a database that exists as it reaches a new one, and no service's migration makes a table that is not its own.

They are run by the role that owns the database. The service itself runs in another one, which may read and write rows and
nothing else: it can take away no trigger, and where `chassis.store.migrations.rights` says so, no row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, NamedTuple

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, func, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

from chassis.store.engines import engine

# Whoever else migrates the same database meanwhile waits, and then finds nothing left to do.
LOCK = text("SELECT pg_advisory_xact_lock(hashtext('migrations'))")

# Of every table that is made from here on. Neither TRUNCATE nor TRIGGER nor REFERENCES: who may drop a trigger is held by none.
ROWS_ARE_THE_SERVICES = 'ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}"'


class History(NamedTuple):
    """A row of version files: the package that has them under `migrations`, and the table that says how far a database is."""

    package: str
    version_table: str


MECHANISM: Final = History("chassis.store", "mechanism_version")
# What services keep alike to know who may act (`casework/models.py`).
CASEWORK: Final = History("casework", "casework_version")


def of_service(service: str) -> History:
    """The versions of a service's own tables."""
    return History(f"services.{service}", "alembic_version")


def histories_of(service: str) -> tuple[History, ...]:
    """All that a service's database is made of, in the order in which it is run."""
    return (MECHANISM, CASEWORK, of_service(service))


async def upgrade(service: str, url: str) -> None:
    """Run what is new of the mechanism, of what services keep alike, and of the service: in one transaction, or nothing.

    `url` is the owner's; the service runs in the role of its own name. Not for two services at once in one process: Alembic's
    `op` is global to it.
    """
    await upgrade_all(histories_of(service), url, role=service)


async def upgrade_all(histories: tuple[History, ...], url: str, *, role: str) -> None:
    """Run what is new of these, one after the other, in one transaction or nothing; `role` is who works with the tables."""
    opened = engine(url, poolclass=NullPool)
    try:
        async with opened.begin() as connection:
            await connection.execute(LOCK)
            await connection.execute(text(ROWS_ARE_THE_SERVICES.format(role=role)))
            for history in histories:
                await connection.run_sync(_upgrade, history, role)
    finally:
        await opened.dispose()


def newest(history: History) -> str | None:
    """The version that a database has after `upgrade`."""
    with _scripts(history) as scripts:
        return scripts.get_current_head()


async def reached(connection: AsyncConnection, history: History) -> str | None:
    """How far a database is; None where none of these was ever run."""
    if await connection.scalar(select(func.to_regclass(history.version_table))) is None:
        return None
    version: str | None = await connection.scalar(
        select(column("version_num")).select_from(table(history.version_table))
    )
    return version


@contextmanager
def _scripts(history: History) -> Iterator[ScriptDirectory]:
    with as_file(files(history.package) / "migrations") as folder:
        yield _directory(folder)


def _directory(folder: Path) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def _upgrade(connection: Connection, history: History, role: str) -> None:
    with _scripts(history) as scripts:
        environment = EnvironmentContext(
            Config(), scripts, fn=lambda revision, _context: scripts._upgrade_revs("head", revision)
        )
        environment.configure(connection=connection, version_table=history.version_table, running_role=role)
        environment.run_migrations()
    connection.execute(text(f'REVOKE INSERT, UPDATE, DELETE ON {history.version_table} FROM "{role}"'))
