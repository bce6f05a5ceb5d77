"""Places of a round, per county and per studio: set when it is opened, changed while it is open."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_
from sqlalchemy.dialects.postgresql import insert

from chassis.errors import FieldError, not_found
from chassis.ids import uuid7
from chassis.store.database import Transaction
from services.enrollment.domain.problems import field_faults
from services.enrollment.domain.round import problems
from services.enrollment.domain.round.places import Quota, StudioPlaces
from services.enrollment.models import RoundQuota
from services.enrollment.queries.round import quotas as queries


async def set_quotas(transaction: Transaction, round_id: UUID, wanted: Sequence[Quota]) -> None:
    """Put these quotas in place of those there are; the same again changes nothing.

    Raises NotFoundError, ConflictError `round_closed`, InvalidError for a place the round does not have, one named twice,
    or fewer places than were admitted.
    """
    round_ = await queries.held_round(transaction.connection, round_id)
    if round_ is None:
        raise not_found("没有这个招收批次。", "There is no such round.")
    if round_.closed_at is not None:
        raise problems.quotas_fixed(round_.closed_at)
    # Held before they are counted against: an admission under way is counted, one that comes later counts by the new ones.
    there = await queries.held(transaction.connection, round_id)
    if faults := _faults(wanted, await queries.studios(transaction.connection, round_id)):
        raise field_faults(faults)
    kept = {(quota.county, quota.studio_id) for quota in wanted}
    if dropped := [_is(quota) for quota in there if (quota.county, quota.studio_id) not in kept]:
        await transaction.execute(delete(RoundQuota).where(RoundQuota.round_id == round_id, or_(*dropped)))
    if wanted:
        await _put(transaction, round_id, wanted)


async def _put(transaction: Transaction, round_id: UUID, wanted: Sequence[Quota]) -> None:
    rows = [
        {"id": uuid7(), "round_id": round_id, "county": q.county, "studio_id": q.studio_id, "places": q.places}
        for q in wanted
    ]
    statement = insert(RoundQuota).values(rows)
    places = statement.excluded["places"]
    of = [RoundQuota.round_id, RoundQuota.county, RoundQuota.studio_id]
    differs = RoundQuota.places != places
    await transaction.execute(
        statement.on_conflict_do_update(index_elements=of, set_={"places": places}, where=differs)
    )


def _is(quota: Quota) -> ColumnElement[bool]:
    same = (RoundQuota.county, quota.county), (RoundQuota.studio_id, quota.studio_id)
    return and_(*(column.is_not_distinct_from(value) for column, value in same))


def _faults(wanted: Sequence[Quota], studios: Sequence[StudioPlaces]) -> list[FieldError]:
    admitted = Counter[str | UUID]()
    for studio in studios:
        admitted[studio.studio_id] += studio.admitted
        admitted[studio.county] += studio.admitted
    seen: set[str | UUID | None] = set()
    faults = []
    for number, quota in enumerate(wanted):
        of = quota.county or quota.studio_id
        if of is None or of not in admitted:
            faults.append(FieldError(f"items.{number}", problems.NOT_OF_THE_ROUND))
        elif of in seen:
            faults.append(FieldError(f"items.{number}", problems.TWICE))
        elif quota.places < admitted[of]:
            faults.append(FieldError(f"items.{number}.places", problems.too_few_places(admitted[of])))
        seen.add(of)
    return faults
