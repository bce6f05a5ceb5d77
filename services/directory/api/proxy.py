"""The caller's own proxies (委托)."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chassis.store.pages import Page
from chassis.web.fields import After, Limit
from chassis.web.http import Caller, InPerson, Reading, Tx
from services.directory.api.parts import Moment
from services.directory.commands import proxy as commands
from services.directory.domain.proxy import Wish
from services.directory.queries import proxy as queries
from services.directory.views.proxy import ProxyItem

router = APIRouter(prefix="/me/proxies", tags=["me"])


class ProxyWish(BaseModel):
    """Who may act for me, in which of my offices (`role:scope`), from when until when."""

    deputy_id: UUID
    offices: list[str] = Field(max_length=50)
    valid_from: Moment
    valid_until: Moment


@router.get("")
async def list_proxies(connection: Reading, actor: Caller, after: After = None, limit: Limit = 50) -> Page[ProxyItem]:
    """Proxies I gave or was given, past ones included."""
    return await queries.proxies(connection, actor.person_id, after, limit)


@router.post("", status_code=201)
async def give_proxy(wish: ProxyWish, transaction: Tx, actor: InPerson) -> ProxyItem:
    """Let somebody act for me (委托)."""
    offices = tuple(dict.fromkeys(wish.offices))
    given = Wish(actor.person_id, wish.deputy_id, offices, wish.valid_from, wish.valid_until)
    return await commands.give(transaction, actor, given)


@router.delete("/{proxy_id}", status_code=204)
async def revoke_proxy(proxy_id: UUID, transaction: Tx, actor: InPerson) -> None:
    """End a proxy of mine at once."""
    await commands.revoke(transaction, actor, proxy_id)
