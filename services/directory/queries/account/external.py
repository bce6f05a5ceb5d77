"""Who is who at a provider."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.account.external import External
from services.directory.models import Account, ExternalIdentity


async def linked_person(connection: AsyncConnection, known: External) -> UUID | None:
    """Whom this subject of this provider was bound to."""
    statement = select(ExternalIdentity.person_id).where(
        ExternalIdentity.issuer == known.issuer, ExternalIdentity.subject == known.subject
    )
    return (await connection.execute(statement)).scalar_one_or_none()


async def account_of(connection: AsyncConnection, login: str) -> UUID | None:
    """Whose account has this folded login."""
    return (await connection.execute(select(Account.person_id).where(Account.login == login))).scalar_one_or_none()
