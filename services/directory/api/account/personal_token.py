"""The caller's own tokens for programs."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chassis.store.pages import Page
from chassis.web.fields import After, Limit
from chassis.web.http import Caller, InPerson, Reading, Tx
from services.directory.api.parts import Moment
from services.directory.commands.account import personal_token as commands
from services.directory.domain.account.personal_token import TokenScope
from services.directory.queries.account import personal_token as queries
from services.directory.views.account import NewToken, TokenItem

router = APIRouter(prefix="/me/tokens", tags=["me"])


class TokenWish(BaseModel):
    """A personal token for a program."""

    name: str = Field(max_length=60)
    scopes: list[TokenScope] = Field(max_length=2)
    expires_at: Moment


@router.get("")
async def list_tokens(connection: Reading, actor: Caller, after: After = None, limit: Limit = 50) -> Page[TokenItem]:
    """My personal tokens; their secrets are not kept."""
    return await queries.personal_tokens(connection, actor.person_id, after, limit)


@router.post("", status_code=201)
async def make_token(wish: TokenWish, transaction: Tx, actor: InPerson) -> NewToken:
    """A new personal token; the answer is the only place where it is ever shown."""
    return await commands.make(transaction, actor, wish.name, wish.scopes, wish.expires_at)


@router.delete("/{token_id}", status_code=204)
async def revoke_token(token_id: UUID, transaction: Tx, actor: InPerson) -> None:
    """End a personal token at once."""
    await commands.revoke(transaction, actor, token_id)
