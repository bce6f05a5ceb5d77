"""Bring a service's database to its newest version: Alembic's version files, without its configuration files."""

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

# Whoever else migrates the same database meanwhile waits, and then finds nothing left to do.
LOCK = text("SELECT pg_advisory_xact_lock(hashtext('migrations'))")


async def upgrade(service: str, url: str) -> None:
    """Run what is new in `services/<service>/migrations/versions`, all of it in one transaction or nothing.

    Not for two services at once in one process: Alembic's `op` is global to it.
    """
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        with _folder(service) as folder:
            async with engine.begin() as connection:
                await connection.execute(LOCK)
                await connection.run_sync(_upgrade, folder)
    finally:
        await engine.dispose()


def newest(service: str) -> str | None:
    """The version that a database of the service has after `upgrade`."""
    with _folder(service) as folder:
        return _scripts(folder).get_current_head()


def _folder(service: str) -> AbstractContextManager[Path]:
    return as_file(files(f"services.{service}") / "migrations")


def _scripts(folder: Path) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def _upgrade(connection: Connection, folder: Path) -> None:
    scripts = _scripts(folder)
    environment = EnvironmentContext(
        Config(), scripts, fn=lambda revision, _context: scripts._upgrade_revs("head", revision)
    )
    environment.configure(connection=connection)
    environment.run_migrations()
