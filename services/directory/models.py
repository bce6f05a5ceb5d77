"""Tables of the directory. `version` rises with each change of a row that is published."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, MetaData, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: DateTime(timezone=True),
        UUID: Uuid,
        list[str]: ARRAY(Text),
        dict[str, Any]: JSONB,
    }


class County(Base):
    """A county of the programme, listed from and until certain dates (Art. 2)."""

    __tablename__ = "counties"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    listed_from: Mapped[datetime]
    listed_until: Mapped[datetime | None]
    version: Mapped[int]


class School(Base):
    """A school or kindergarten. Hosts' schools lie in districts that are not listed counties."""

    __tablename__ = "schools"
    __table_args__ = (Index(None, "county"), Index(None, "name", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text(collation="C"))
    county: Mapped[str]
    stages: Mapped[list[str]]
    version: Mapped[int]


class Person(Base):
    """Somebody who takes part."""

    __tablename__ = "people"
    __table_args__ = (Index(None, "name", "id"), Index(None, "school_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text(collation="C"))
    phone: Mapped[str | None]
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("schools.id"))
    language: Mapped[str] = mapped_column(server_default="zh")
    version: Mapped[int]


class Assignment(Base):
    """A person holds an office, from and until certain moments; until is exclusive."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "role", "scope"),
        CheckConstraint("valid_until > valid_from", "ends_after_start"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(Text(collation="C"))
    scope: Mapped[str] = mapped_column(Text(collation="C"))
    office_name: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    version: Mapped[int]


class Proxy(Base):
    """A deputy acts for a principal in the offices named (委托)."""

    __tablename__ = "proxies"
    __table_args__ = (
        Index(None, "principal_id"),
        Index(None, "deputy_id"),
        CheckConstraint("deputy_id <> principal_id", "not_oneself"),
        CheckConstraint("cardinality(offices) > 0", "for_an_office"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    offices: Mapped[list[str]]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int]


class RuleSetVersion(Base):
    """A rule set as drafted or published; a published one never changes."""

    __tablename__ = "rule_sets"
    __table_args__ = (
        CheckConstraint("(published_at IS NULL) = (effective_from IS NULL)", "published_with_a_date"),
        Index("ix_rule_sets_effective", "effective_from", "version"),
    )

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    drafted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    drafted_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    effective_from: Mapped[datetime | None]


class Account(Base):
    """How a person signs in. Without a password hash nobody can, until one is set."""

    __tablename__ = "accounts"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]


class SignInFailures(Base):
    """Wrong passwords lately, by the login's hash: unknown logins are counted like known ones, so neither is given away."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index(None, "since"),)

    login_hash: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]
    locked_until: Mapped[datetime | None]


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


class ImportRun(Base):
    """Who imported what: the same id finds the first answer."""

    __tablename__ = "imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    imported_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    imported_at: Mapped[datetime]
    content_hash: Mapped[str]
    counts: Mapped[dict[str, Any]]
