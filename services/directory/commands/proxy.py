"""Proxies given and revoked (委托)."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update

from chassis import clock
from chassis.errors import ConflictError, InvalidError, Text, not_found
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.events.directory import ProxyChanged
from contracts.offices import Office
from services.directory.domain.person import view_of
from services.directory.domain.proxy import Wish, ended, wish_faults
from services.directory.models import Proxy
from services.directory.queries import assignment, person
from services.directory.queries import proxy as queries
from services.directory.views.proxy import ProxyItem


async def give(transaction: Transaction, actor: Actor, wish: Wish) -> ProxyItem:
    """A new proxy of the caller. Raises InvalidError, and ConflictError where the deputy has one already."""
    now, connection = clock.business(), transaction.connection
    name = await queries.lock_principal(connection, actor.person_id)
    held = await assignment.held_at(connection, actor.person_id, wish.starts(now))
    known = await person.is_seen(connection, view_of(actor.person_id, actor.offices), now, wish.deputy_id)
    faults = wish_faults(wish, held, known, now)
    if faults or name is None:
        text = Text("委托未保存，请看各项旁的说明。", "The proxy was not saved; see the note beside each field.")
        raise InvalidError("invalid_proxy", text, tuple(faults))
    await _refuse_second(transaction, wish)
    proxy_id = uuid7()
    values = asdict(wish) | {"offices": list(wish.offices), "created_at": now, "version": 1}
    await transaction.execute(insert(Proxy).values(id=proxy_id, **values))
    _tell(transaction, proxy_id, name, wish, wish.valid_until, version=1)
    return await queries.proxy(connection, proxy_id)


async def revoke(transaction: Transaction, actor: Actor, proxy_id: UUID) -> None:
    """End a proxy of the caller's at once; one that is over stays as it is. Raises NotFoundError for another's."""
    row = await queries.locked(transaction.connection, proxy_id)
    if row is None or row.principal_id != actor.person_id:
        raise not_found()
    now = clock.business()
    if row.revoked_at is not None or row.valid_until <= now:
        return
    version = row.version + 1
    await transaction.execute(update(Proxy).where(Proxy.id == proxy_id).values(revoked_at=now, version=version))
    wish = Wish(row.principal_id, row.deputy_id, tuple(row.offices), row.valid_from, row.valid_until)
    _tell(transaction, proxy_id, row.principal_name, wish, ended(row.valid_from, row.valid_until, now), version)


async def _refuse_second(transaction: Transaction, wish: Wish) -> None:
    earlier = await queries.overlapping(transaction.connection, wish)
    if earlier is not None:
        text = Text(
            "这段时间已经把其中的职务委托给了此人，请先撤销原来的委托。",
            "This person is your deputy for one of these offices at that time already; revoke that proxy first.",
        )
        raise ConflictError("proxy_exists", text, extra={"proxy_id": str(earlier)})


def _tell(
    transaction: Transaction, proxy_id: UUID, principal_name: str, wish: Wish, until: datetime, version: int
) -> None:
    event = ProxyChanged(
        proxy_id=proxy_id,
        principal_id=wish.principal_id,
        principal_name=principal_name,
        deputy_id=wish.deputy_id,
        offices=tuple(Office.parse(key) for key in wish.offices),
        valid_from=wish.valid_from,
        valid_until=until,
    )
    transaction.emit(event, subject=proxy_id, version=version)
