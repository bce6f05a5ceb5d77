"""A database of its own for each service, the role that owns it and the role the service runs in, and their tables.

Whoever migrates owns; whoever serves reads and writes rows. So a service's password, lost, takes away no trigger and no entry
of the log.
"""

from collections.abc import Callable
from pathlib import Path

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


def owner_of(service: str) -> str:
    """The role that owns the service's database and tables."""
    return f"{service}_owner"


def owners_url(service: str, settings: Settings) -> str:
    """The service's database, entered by its owner. Raises NotToldError where no file has the password."""
    file = Path(settings.database_owner_password_file.replace("{service}", service))
    try:
        password = file.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise NotToldError(
            f"{file} is missing: it holds the password of the role {owner_of(service)}, which owns the tables. "
            "Make it by `songjiao keys`, or set DATABASE_OWNER_PASSWORD_FILE."
        ) from error
    url = make_url(settings.database_of(service)).set(username=owner_of(service), password=password)
    return url.render_as_string(hide_password=False)


async def provision(settings: Settings) -> None:
    """Make the services' roles and databases where they are missing, and set the passwords of DATABASE_URL and of the owners.

    A service's database lets in its owner and its own role alone. Raises NotToldError without DATABASE_ADMIN_URL.
    """
    url = settings.database_admin()
    if url is None:
        raise NotToldError("DATABASE_ADMIN_URL is not set: roles and databases cannot be made without it.")
    opened = engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with opened.connect() as connection:
            for service in services():
                for url in (settings.database_of(service), owners_url(service, settings)):
                    given = make_url(url)
                    await _provision_role(connection, str(given.username), given.password or "")
                await _provision_database(connection, service)
    finally:
        await opened.dispose()


async def migrate(settings: Settings, tell: Callable[[str], None]) -> None:
    """Bring every service's tables to the newest version; `tell` hears of each service before its turn. Raises NotToldError."""
    for service in services():
        tell(service)
        await upgrade(service, owners_url(service, settings))


async def _provision_role(connection: AsyncConnection, role: str, password: str) -> None:
    role_exists = await connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": role})
    verb = "ALTER" if role_exists else "CREATE"
    # Role statements take no parameters; format() quotes them on the server.
    statement = await connection.scalar(
        text(f"SELECT format('{verb} ROLE %I LOGIN PASSWORD %L', CAST(:name AS text), CAST(:password AS text))"),
        {"name": role, "password": password},
    )
    await connection.exec_driver_sql(str(statement))


async def _provision_database(connection: AsyncConnection, service: str) -> None:
    if await connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": service}):
        return
    await connection.exec_driver_sql(f'CREATE DATABASE "{service}" OWNER "{owner_of(service)}"')
    await connection.exec_driver_sql(f'REVOKE ALL ON DATABASE "{service}" FROM PUBLIC')
    await connection.exec_driver_sql(f'GRANT CONNECT ON DATABASE "{service}" TO "{service}"')
