"""Proxies, and what giving and revoking one looks up."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from chassis.store import pages
from chassis.store.pages import Page
from services.directory.domain.proxy import Wish
from services.directory.models import Person, Proxy
from services.directory.views.proxy import ProxyItem

_BY_ID = pages.Order("proxies", Proxy.id)


async def lock_principal(connection: AsyncConnection, person_id: UUID) -> str | None:
    """The principal's name; two wishes of one person come one after the other."""
    statement = select(Person.name).where(Person.id == person_id).with_for_update(key_share=True)
    return (await connection.execute(statement)).scalar_one_or_none()


async def overlapping(connection: AsyncConnection, wish: Wish) -> UUID | None:
    """A living proxy for the same deputy and one of the offices at a time of the wish."""
    statement = select(Proxy.id).where(
        Proxy.principal_id == wish.principal_id,
        Proxy.deputy_id == wish.deputy_id,
        Proxy.revoked_at.is_(None),
        Proxy.valid_from < wish.valid_until,
        Proxy.valid_until > wish.valid_from,
        Proxy.offices.overlap(list(wish.offices)),
    )
    return (await connection.execute(statement.limit(1))).scalar_one_or_none()


async def locked(connection: AsyncConnection, proxy_id: UUID) -> Any:
    """A proxy for revoking, with its principal's name, or None."""
    statement = (
        select(
            Proxy.principal_id,
            Person.name.label("principal_name"),
            Proxy.deputy_id,
            Proxy.offices,
            Proxy.valid_from,
            Proxy.valid_until,
            Proxy.revoked_at,
            Proxy.version,
        )
        .join(Person, Person.id == Proxy.principal_id)
        .where(Proxy.id == proxy_id)
    )
    return (await connection.execute(statement.with_for_update(of=Proxy))).one_or_none()


async def proxies(connection: AsyncConnection, person_id: UUID, after: str | None, limit: int) -> Page[ProxyItem]:
    """Proxies the person gave or was given, newest last."""
    statement = _proxies().where(or_(Proxy.principal_id == person_id, Proxy.deputy_id == person_id))
    return await pages.read(connection, statement, _BY_ID, _proxy, after=after, limit=limit)


async def proxy(connection: AsyncConnection, proxy_id: UUID) -> ProxyItem:
    """One proxy, which must exist."""
    return _proxy((await connection.execute(_proxies().where(Proxy.id == proxy_id))).one())


async def living(connection: AsyncConnection, person_id: UUID, now: datetime) -> list[ProxyItem]:
    """Proxies the person gave or was given that are not over."""
    concerns = or_(Proxy.principal_id == person_id, Proxy.deputy_id == person_id)
    statement = _proxies().where(concerns, Proxy.revoked_at.is_(None), Proxy.valid_until > now)
    return [_proxy(row) for row in await connection.execute(statement.order_by(Proxy.valid_from, Proxy.id))]


def _proxies() -> Select[*tuple[Any, ...]]:
    principal, deputy = aliased(Person), aliased(Person)
    return (
        select(
            Proxy.id.label("proxy_id"),
            Proxy.principal_id,
            principal.name.label("principal_name"),
            Proxy.deputy_id,
            deputy.name.label("deputy_name"),
            Proxy.offices,
            Proxy.valid_from,
            Proxy.valid_until,
            Proxy.revoked_at,
        )
        .join(principal, principal.id == Proxy.principal_id)
        .join(deputy, deputy.id == Proxy.deputy_id)
    )


def _proxy(row: Any) -> ProxyItem:
    return ProxyItem(**row._mapping)
