"""Accounts, and how their owners come in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.directory.models.base import Base


class Account(Base):
    """How a person signs in. Without a password hash nobody can, until one is set."""

    __tablename__ = "accounts"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]


class SignInTries(Base):
    """Attempts to sign in, by a hash of what they are counted by: unknown logins are counted like known ones, so neither is given away."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index(None, "last_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]


class Session(Base):
    """A sign-in. Refresh tokens are not stored: they are made from the session's id and generation."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "person_id", postgresql_where=text("revoked_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    generation: Mapped[int]
    rotated_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None]


class ExternalIdentity(Base):
    """Who a person is at a provider (OIDC). Bound at the first sign-in: a login may be given to somebody else, a subject never is."""

    __tablename__ = "external_identities"
    __table_args__ = (Index("uq_external_identities_person", "issuer", "person_id", unique=True),)

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    linked_at: Mapped[datetime]


class UsedNonce(Base):
    """A sign-in at a provider that was answered with a session: the same answer begins no second one."""

    __tablename__ = "used_nonces"
    __table_args__ = (Index(None, "used_at"),)

    nonce_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]


class PersonalToken(Base):
    """A token of a person for programs; its id is the session id of the access tokens made from it."""

    __tablename__ = "personal_tokens"
    __table_args__ = (
        Index("uq_personal_tokens_name", "person_id", "name", unique=True, postgresql_where=text("revoked_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    scopes: Mapped[list[str]]
    secret_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
