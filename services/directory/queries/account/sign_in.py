"""What signing in looks up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.credentials.token import Bearer
from services.directory.models import Account, Person
from services.directory.queries.assignment import office_keys


@dataclass(frozen=True)
class Credentials:
    """An account as signing in needs it."""

    person_id: UUID
    login: str
    password_hash: str | None


async def credentials(connection: AsyncConnection, login: str) -> Credentials | None:
    """The account of a folded login."""
    statement = select(Account.person_id, Account.login, Account.password_hash).where(Account.login == login)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else Credentials(*row)


async def credentials_of(connection: AsyncConnection, person_id: UUID) -> Credentials | None:
    """The account of a person."""
    statement = select(Account.person_id, Account.login, Account.password_hash).where(Account.person_id == person_id)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else Credentials(*row)


async def bearer(connection: AsyncConnection, person_id: UUID, session_id: UUID, now: datetime) -> Bearer:
    """Whom an access token will speak for, with the offices held now."""
    statement = select(Person.name, office_keys(now)).where(Person.id == person_id)
    name, offices = (await connection.execute(statement)).one()
    return Bearer(person_id, name, session_id, tuple(offices))
