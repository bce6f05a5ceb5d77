"""A role and a database of its own for each service, and their tables."""

from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

from chassis.settings import Settings
from chassis.store.engines import engine
from chassis.store.migrations import upgrade
from contracts.topology import services


class NotToldError(RuntimeError):
    """A setting is missing that this command needs."""


async def provision(settings: Settings) -> None:
    """Make the services' roles and databases where they are missing, and set the password of DATABASE_URL.

    A service's database lets in its own role alone. Raises NotToldError without DATABASE_ADMIN_URL.
    """
    url = settings.database_admin()
    if url is None:
        raise NotToldError("DATABASE_ADMIN_URL is not set: roles and databases cannot be made without it.")
    opened = engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with opened.connect() as connection:
            for service in services():
                await _provision_one(connection, service, make_url(settings.database_of(service)).password or "")
    finally:
        await opened.dispose()


async def migrate(settings: Settings, tell: Callable[[str], None]) -> None:
    """Bring every service's tables to the newest version; `tell` hears of each service before its turn."""
    for service in services():
        tell(service)
        await upgrade(service, settings.database_of(service))


async def _provision_one(connection: AsyncConnection, service: str, password: str) -> None:
    role_exists = await connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": service})
    verb = "ALTER" if role_exists else "CREATE"
    # Role statements take no parameters; format() quotes them on the server.
    statement = await connection.scalar(
        text(f"SELECT format('{verb} ROLE %I LOGIN PASSWORD %L', CAST(:name AS text), CAST(:password AS text))"),
        {"name": service, "password": password},
    )
    await connection.exec_driver_sql(str(statement))
    if not await connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": service}):
        await connection.exec_driver_sql(f'CREATE DATABASE "{service}" OWNER "{service}"')
        await connection.exec_driver_sql(f'REVOKE CONNECT ON DATABASE "{service}" FROM PUBLIC')
