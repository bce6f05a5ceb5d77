"""What routes are given: a transaction committed before the response leaves, the caller, the reader's language."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal

import structlog
from fastapi import Depends, Header, Request, Security
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import Text, UnauthenticatedError
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from chassis.web.scopes import Scope, needed
from chassis.web.serving import service_of

_bearer = OAuth2PasswordBearer(
    tokenUrl="/api/directory/token",
    auto_error=False,
    scopes={
        Scope.READ: "GET and HEAD; with `write` everything else.",
        Scope.WRITE: "With `read`: what changes something.",
        Scope.SIGN_IN: "What hands out keys: for people who sign in themselves. No personal token has it.",
    },
)


async def _transaction(request: Request) -> AsyncIterator[Transaction]:
    async with service_of(request).database.transaction() as transaction:
        yield transaction


async def _reading(request: Request) -> AsyncIterator[AsyncConnection]:
    async with service_of(request).database.reading() as connection:
        yield connection


async def _snapshot(request: Request) -> AsyncIterator[AsyncConnection]:
    async with service_of(request).database.snapshot() as connection:
        yield connection


async def _caller(request: Request, declared: SecurityScopes, token: Annotated[str | None, Depends(_bearer)]) -> Actor:
    if token is None:
        text = Text("请先登录。", "Sign in first.")
        raise UnauthenticatedError("token_missing", text)
    actor = service_of(request).tokens.actor(token)
    actor.require((*needed(request.method), *map(Scope, declared.scopes)))
    structlog.contextvars.bind_contextvars(actor=str(actor.person_id))
    return actor


def language_of(accept_language: str | None) -> Literal["zh", "en"]:
    """Chinese unless English is asked for first."""
    return "en" if (accept_language or "").strip().lower().startswith("en") else "zh"


async def _language(accept_language: Annotated[str | None, Header()] = None) -> Literal["zh", "en"]:
    return language_of(accept_language)


# `scope="function"`: FastAPI would else commit after the response was sent, and a failed commit would follow a 201.
Tx = Annotated[Transaction, Depends(_transaction, scope="function")]
Reading = Annotated[AsyncConnection, Depends(_reading, scope="function")]
Snapshot = Annotated[AsyncConnection, Depends(_snapshot, scope="function")]
Caller = Annotated[Actor, Depends(_caller)]
# For what hands out keys to an account or an office: a program with a personal token is refused.
InPerson = Annotated[Actor, Security(_caller, scopes=[Scope.SIGN_IN])]
Language = Annotated[Literal["zh", "en"], Depends(_language)]
