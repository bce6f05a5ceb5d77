"""What signing in and refreshing look up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.sign_in import Failures, SessionState
from services.directory.models import Account, Assignment, Person, PersonalToken, Session, SignInFailures
from services.directory.queries import pages
from services.directory.tokens import Bearer
from services.directory.views import Page, TokenItem


@dataclass(frozen=True)
class Credentials:
    """An account as signing in needs it."""

    person_id: UUID
    login: str
    password_hash: str | None


@dataclass(frozen=True)
class StoredToken:
    """A personal token as stored."""

    person_id: UUID
    secret_hash: str
    scopes: tuple[str, ...]
    expires_at: datetime
    revoked: bool


def holds_now(now: datetime) -> ColumnElement[bool]:
    """Whether an assignment is in force."""
    still = or_(Assignment.valid_until.is_(None), Assignment.valid_until > now)
    return (Assignment.valid_from <= now) & still


def office_keys(now: datetime) -> ScalarSelect[list[str]]:
    """The `role:scope` keys of the row's person, as an array."""
    key = Assignment.role + ":" + Assignment.scope
    held = select(key.label("key")).where(Assignment.person_id == Person.id, holds_now(now)).correlate(Person)
    keys = held.distinct().order_by("key").scalar_subquery()
    return func.array(keys)  # type: ignore[return-value]


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


async def failures(connection: AsyncConnection, login_hash: str) -> Failures | None:
    """Wrong passwords given lately for a login."""
    statement = select(SignInFailures.count, SignInFailures.since, SignInFailures.locked_until).where(
        SignInFailures.login_hash == login_hash
    )
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else Failures(*row)


async def bearer(
    connection: AsyncConnection, person_id: UUID, session_id: UUID, now: datetime, scopes: tuple[str, ...] | None = None
) -> Bearer:
    """Whom an access token will speak for, with the offices held now."""
    statement = select(Person.name, office_keys(now)).where(Person.id == person_id)
    name, offices = (await connection.execute(statement)).one()
    return Bearer(person_id, name, session_id, tuple(offices), scopes)


async def session(connection: AsyncConnection, session_id: UUID) -> tuple[UUID, datetime, SessionState] | None:
    """A session's person, start and state, locked: of two requests with one token the second sees what the first did."""
    statement = select(
        Session.person_id,
        Session.started_at,
        Session.generation,
        Session.rotated_at,
        Session.expires_at,
        Session.revoked_at,
    ).where(Session.id == session_id)
    row = (await connection.execute(statement.with_for_update())).one_or_none()
    if row is None:
        return None
    state = SessionState(row.generation, row.rotated_at, row.expires_at, row.revoked_at is not None)
    return row.person_id, row.started_at, state


async def open_sessions(
    connection: AsyncConnection, person_id: UUID, now: datetime, but: UUID | None = None
) -> list[UUID]:
    """The person's sessions that still live, but for one."""
    statement = select(Session.id).where(
        Session.person_id == person_id,
        Session.revoked_at.is_(None),
        Session.expires_at > now,
        Session.id.is_distinct_from(but),
    )
    return list((await connection.execute(statement.order_by(Session.id).with_for_update())).scalars())


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
        connection, statement, [PersonalToken.id], lambda row: TokenItem(**row._mapping), after, limit
    )
