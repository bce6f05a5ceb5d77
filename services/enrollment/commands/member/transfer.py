"""A trainee goes over to another studio of the same county and cycle: one membership ends, another begins (Art. 4.1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from chassis import clock
from chassis.errors import ConflictError, not_found
from chassis.ids import uuid7
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.events.enrollment import MembershipBegan
from services.enrollment.commands.member.alerts import raise_alert, settle_alert
from services.enrollment.commands.member.end import end_active
from services.enrollment.domain.member import problems
from services.enrollment.domain.member.acts import check_transfer
from services.enrollment.domain.problems import require_reason
from services.enrollment.models import Membership
from services.enrollment.queries.member import membership as queries


@dataclass(frozen=True)
class Transferred:
    """The membership that began with the transfer."""

    membership_id: UUID
    studio_id: UUID
    transferred_at: datetime


async def transfer(
    transaction: Transaction, membership_id: UUID, studio_id: UUID, reason: str, by: UUID
) -> Transferred:
    """Transfer a trainee. Asked again by the same person, it gets the first answer.

    Both studios are held, so that of two who want the last place one gets it. Raises InvalidError for a studio that cannot
    take anybody of this county and cycle, ConflictError `studio_full`, `membership_ended`.
    """
    require_reason(reason)
    from_id = await queries.studio_of(transaction.connection, membership_id)
    if from_id is None:
        raise not_found()
    await queries.hold_studios(transaction.connection, [from_id, studio_id])
    now = clock.business()
    found = await queries.membership(transaction.connection, membership_id)
    assert found is not None
    if found.state != "ACTIVE":
        return await _transferred_before(transaction, found, studio_id, by)
    target = await queries.target(transaction.connection, studio_id, found.cycle, now)
    check_transfer(found.trainee_id, from_id, found.county, target)
    began = await _begin(transaction, found, studio_id, reason, by, now)
    await raise_alert(transaction, from_id, now)
    await settle_alert(transaction, studio_id, now)
    return began


async def _begin(
    transaction: Transaction, former: AnyRow, studio_id: UUID, reason: str, by: UUID, now: datetime
) -> Transferred:
    new_id = uuid7()
    await end_active(transaction, former.id, "LEFT", reason, now, by, transferred_to=new_id)
    row = {
        name: getattr(former, name) for name in ("application_id", "trainee_id", "cycle", "school_id", "decision_id")
    }
    row |= {"id": new_id, "studio_id": studio_id, "state": "ACTIVE", "admitted_at": now}
    await transaction.execute(insert(Membership).values(row))
    said = MembershipBegan(
        membership_id=new_id,
        studio_id=studio_id,
        trainee_id=former.trainee_id,
        began_at=now,
        former_membership_id=former.id,
    )
    transaction.emit(said, subject=new_id, version=1)
    return Transferred(new_id, studio_id, now)


async def _transferred_before(transaction: Transaction, former: AnyRow, studio_id: UUID, by: UUID) -> Transferred:
    over: ConflictError = problems.membership_ended(
        former.state, former.ended_at, transferred=former.transferred_to is not None
    )
    if former.transferred_to is None or former.ended_by != by:
        raise over
    if await queries.studio_of(transaction.connection, former.transferred_to) != studio_id:
        raise over
    return Transferred(former.transferred_to, studio_id, former.ended_at)
