"""The caller's own affairs: who I am, language, password, personal tokens, proxies."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chassis import clock
from chassis.errors import not_found
from chassis.web.http import Caller, Reading, Tx
from services.directory.api.parts import After, Limit, Moment, OwnDatabase, PasswordGate
from services.directory.commands import accounts, personal_tokens, proxies
from services.directory.domain.proxies import Wish
from services.directory.domain.sign_in import TokenScope
from services.directory.queries import people
from services.directory.queries import proxies as proxy_queries
from services.directory.queries import sign_in as token_queries
from services.directory.views import Language, Me, NewToken, Page, ProxyItem, TokenItem

router = APIRouter(prefix="/me", tags=["me"])


class Changes(BaseModel):
    """What can be changed about oneself."""

    language: Language


class PasswordChange(BaseModel):
    """The old password shows that it is you."""

    current: str = Field(max_length=1024)
    new: str = Field(max_length=1024)


class TokenWish(BaseModel):
    """A personal token for a program."""

    name: str = Field(max_length=60)
    scopes: list[TokenScope] = Field(max_length=2)
    expires_at: Moment


class ProxyWish(BaseModel):
    """Who may act for me, in which of my offices (`role:scope`), from when until when."""

    deputy_id: UUID
    offices: list[str] = Field(max_length=50)
    valid_from: Moment
    valid_until: Moment


@router.get("")
async def show(connection: Reading, actor: Caller) -> Me:
    """Who I am, what I hold, for whom I may act today."""
    me = await people.me(connection, actor.person_id, clock.business())
    if me is None:
        raise not_found()
    return me


@router.patch("", status_code=204)
async def change(changes: Changes, transaction: Tx, actor: Caller) -> None:
    """Choose the language."""
    await accounts.choose_language(transaction, actor, changes.language)


@router.post("/password", status_code=204)
async def change_password(change: PasswordChange, database: OwnDatabase, gate: PasswordGate, actor: Caller) -> None:
    """Choose a new password; all my other sessions end."""
    await accounts.change_password(database, gate, actor, change.current, change.new)


@router.get("/tokens")
async def list_tokens(connection: Reading, actor: Caller, after: After = None, limit: Limit = 50) -> Page[TokenItem]:
    """My personal tokens; their secrets are not kept."""
    return await token_queries.personal_tokens(connection, actor.person_id, after, limit)


@router.post("/tokens", status_code=201)
async def make_token(wish: TokenWish, transaction: Tx, actor: Caller) -> NewToken:
    """A new personal token; the answer is the only place where it is ever shown."""
    return await personal_tokens.make(transaction, actor, wish.name, wish.scopes, wish.expires_at)


@router.delete("/tokens/{token_id}", status_code=204)
async def revoke_token(token_id: UUID, transaction: Tx, actor: Caller) -> None:
    """End a personal token at once."""
    await personal_tokens.revoke(transaction, actor, token_id)


@router.get("/proxies")
async def list_proxies(connection: Reading, actor: Caller, after: After = None, limit: Limit = 50) -> Page[ProxyItem]:
    """Proxies I gave or was given, past ones included."""
    return await proxy_queries.proxies(connection, actor.person_id, after, limit)


@router.post("/proxies", status_code=201)
async def give_proxy(wish: ProxyWish, transaction: Tx, actor: Caller) -> ProxyItem:
    """Let somebody act for me (委托)."""
    offices = tuple(dict.fromkeys(wish.offices))
    given = Wish(actor.person_id, wish.deputy_id, offices, wish.valid_from, wish.valid_until)
    return await proxies.give(transaction, actor, given)


@router.delete("/proxies/{proxy_id}", status_code=204)
async def revoke_proxy(proxy_id: UUID, transaction: Tx, actor: Caller) -> None:
    """End a proxy of mine at once."""
    await proxies.revoke(transaction, actor, proxy_id)
