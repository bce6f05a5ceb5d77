"""Whoever a test signs in with an office holds it: enrollment has heard of it from the directory before the first request."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import httpx2
from sqlalchemy import exists, literal, select
from sqlalchemy.dialects.postgresql import insert

from casework.models import KnownAssignment
from chassis import clock
from chassis.web.app import Service
from chassis.web.auth import unchecked_claims

Hook = Callable[[httpx2.Request], Awaitable[None]]


def hooks(service: Service) -> dict[str, list[Any]]:
    """For the client of a service. What a test has told of a person and an office itself stays as told."""
    heard: set[tuple[UUID, str]] = set()

    async def hear(request: httpx2.Request) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        claims = unchecked_claims(token) if token.count(".") == 2 else {"offices": ()}
        new = {(UUID(claims["sub"]), office) for office in claims["offices"]} - heard
        if not new:
            return
        async with service.database.transaction() as transaction:
            for person_id, office in sorted(new):
                await transaction.execute(_unless_told(person_id, office))
        heard.update(new)

    return {"request": [hear]}


def _unless_told(person_id: UUID, office: str) -> Any:
    table = KnownAssignment.__table__.c
    told = exists().where(KnownAssignment.person_id == person_id, KnownAssignment.office_key == office)
    row = {
        "id": uuid5(person_id, office), "version": 1, "person_id": person_id, "office_key": office,
        "valid_from": clock.business() - timedelta(days=400),
    }  # fmt: skip
    values = select(*(literal(value, table[name].type) for name, value in row.items())).where(~told)
    return insert(KnownAssignment).from_select([*row], values).on_conflict_do_nothing()
