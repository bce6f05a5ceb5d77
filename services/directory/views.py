"""What the directory shows, as its routes answer it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.offices import Role

Language = Literal["zh", "en"]


class Page[Item](BaseModel):
    """Part of a list; `next` is the cursor of what follows, null at the end."""

    items: list[Item]
    next: str | None


class County(BaseModel):
    """A county and its listing (Art. 2)."""

    code: str
    name: str
    listed_from: datetime
    listed_until: datetime | None
    listed: bool = Field(description="Whether it is on the list today.")


class School(BaseModel):
    """A school or kindergarten."""

    id: UUID
    name: str
    county: str
    stages: list[str]


class PersonItem(BaseModel):
    """A person in a list."""

    id: UUID
    name: str
    school_name: str | None


class HeldOffice(BaseModel):
    """An office a person holds today."""

    key: str
    role: Role
    scope: str
    name: str


class PersonDetail(BaseModel):
    """A person; `phone` only for those who must call them."""

    id: UUID
    name: str
    school_id: UUID | None
    school_name: str | None
    county: str | None
    phone: str | None
    offices: list[HeldOffice]


class Holder(BaseModel):
    """Who holds an office; `phone` only for those who must call them."""

    person_id: UUID
    name: str
    phone: str | None


class OfficeItem(BaseModel):
    """An office with its holders of today."""

    key: str
    role: Role
    scope: str
    name: str
    holders: list[Holder]


class ProxyItem(BaseModel):
    """A proxy (委托); it ends at `valid_until`, or earlier when revoked."""

    proxy_id: UUID
    principal_id: UUID
    principal_name: str
    deputy_id: UUID
    deputy_name: str
    offices: list[str]
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None


class Me(BaseModel):
    """The caller: who they are, what they hold, for whom they may act today."""

    person_id: UUID
    name: str
    login: str | None
    phone: str | None
    school_id: UUID | None
    school_name: str | None
    county: str | None
    language: Language
    offices: list[HeldOffice]
    proxies_given: list[ProxyItem]
    proxies_held: list[ProxyItem]


class KnownAccount(BaseModel):
    """An account as those see it who import people: whose it is, and whether it has a password."""

    login: str
    person_id: UUID
    has_password: bool


class TokenItem(BaseModel):
    """A personal token without its secret."""

    token_id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime


class NewToken(TokenItem):
    """A personal token at the one moment its secret is shown."""

    token: str


class RuleSetItem(BaseModel):
    """A version of the rules in a list."""

    version: int
    name: str
    state: Literal["DRAFT", "PUBLISHED"]
    drafted_at: datetime
    published_at: datetime | None
    effective_from: datetime | None
    in_force: bool = Field(description="Whether cases started now run under it.")


class RuleSetDetail(RuleSetItem):
    """A version with everything it says."""

    content: dict[str, Any]
