"""Accounts and personal tokens as they are shown."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class KnownAccount(BaseModel):
    """An account as those see it who import people: whose it is, whether it has a password, or its owner comes by the provider."""

    login: str
    person_id: UUID
    has_password: bool
    by_provider: bool


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
