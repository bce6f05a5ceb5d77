"""A recruiting round is opened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from chassis.errors import invalid_field
from chassis.store.database import Transaction
from contracts.events.enrollment import RoundOpened
from services.enrollment.commands.round.quotas import set_quotas
from services.enrollment.domain.round import problems
from services.enrollment.domain.round.choosing import Named
from services.enrollment.domain.round.places import Quota
from services.enrollment.models import Round, RoundStudio
from services.enrollment.queries.round import standing as queries


@dataclass(frozen=True)
class NewRound:
    """What opens a round; studios are named one by one or by county."""

    id: UUID
    name: str
    cycle: str
    opens_at: datetime
    closes_at: datetime
    studio_ids: Collection[UUID]
    counties: Collection[str]
    quotas: Sequence[Quota] = ()


async def open_round(transaction: Transaction, wanted: NewRound) -> None:
    """Open a round; the same again changes nothing.

    Raises ConflictError `round_exists` for another one under the same id, InvalidError for times or studios that cannot be.
    """
    if wanted.closes_at <= wanted.opens_at:
        raise invalid_field(
            "closes_at", "ends_too_early", "截止时间必须晚于开始时间。", "A round must close after it has opened."
        )
    found = await queries.studios_named(transaction.connection, wanted.studio_ids, wanted.counties)
    named = Named(frozenset(wanted.studio_ids), frozenset(wanted.counties), found)
    row = {
        "id": wanted.id,
        "name": wanted.name,
        "cycle": wanted.cycle,
        "opens_at": wanted.opens_at,
        "closes_at": wanted.closes_at,
    }
    opening = insert(Round).values(row | {"state": "OPEN", "version": 1}).on_conflict_do_nothing().returning(Round.id)
    if (await transaction.execute(opening)).one_or_none() is None:
        kept = await queries.kept_studios(transaction.connection, row)
        if kept is None or not named.could_have_been(kept):
            raise problems.round_exists()
        return
    await transaction.execute(
        plain_insert(RoundStudio), [{"round_id": wanted.id, "studio_id": studio_id} for studio_id in named.chosen()]
    )
    opened = RoundOpened(round_id=wanted.id, name=wanted.name, closes_at=wanted.closes_at)
    transaction.emit(opened, subject=wanted.id, version=1)
    if wanted.quotas:
        await set_quotas(transaction, wanted.id, wanted.quotas)
