"""Tokens people made for programs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store import pages
from chassis.store.pages import Page
from services.directory.models import PersonalToken
from services.directory.views.account import TokenItem

_BY_ID = pages.Order("personal_tokens", PersonalToken.id)


@dataclass(frozen=True)
class StoredToken:
    """A personal token as stored."""

    person_id: UUID
    secret_hash: str
    scopes: tuple[str, ...]
    expires_at: datetime
    revoked: bool


async def personal_token(connection: AsyncConnection, token_id: UUID) -> StoredToken | None:
    """A personal token by its id."""
    statement = select(
        PersonalToken.person_id,
        PersonalToken.secret_hash,
        PersonalToken.scopes,
        PersonalToken.expires_at,
        PersonalToken.revoked_at,
    ).where(PersonalToken.id == token_id)
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return None
    return StoredToken(row.person_id, row.secret_hash, tuple(row.scopes), row.expires_at, row.revoked_at is not None)


async def personal_tokens(
    connection: AsyncConnection, person_id: UUID, after: str | None, limit: int
) -> Page[TokenItem]:
    """The person's tokens that were not revoked, oldest first."""
    statement = select(
        PersonalToken.id.label("token_id"),
        PersonalToken.name,
        PersonalToken.scopes,
        PersonalToken.created_at,
        PersonalToken.expires_at,
    ).where(PersonalToken.person_id == person_id, PersonalToken.revoked_at.is_(None))
    return await pages.read(
        connection, statement, _BY_ID, lambda row: TokenItem(**row._mapping), after=after, limit=limit
    )
