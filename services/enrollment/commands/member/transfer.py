"""A trainee goes over to another studio of the same county and cycle: one membership ends, another begins (Art. 4.1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from chassis import clock
from chassis.errors import ProblemError, not_found
from chassis.ids import uuid7
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.events.enrollment import MembershipBegan
from services.enrollment.commands.member.alerts import raise_alert, settle_alert
from services.enrollment.commands.member.end import end_active
from services.enrollment.commands.member.place import look_again
from services.enrollment.domain.guards import first_fault
from services.enrollment.domain.member.guards import TRANSFER, Transferring
from services.enrollment.domain.problems import require_reason
from services.enrollment.models import Membership
from services.enrollment.queries import known
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

    Person and both studios are held, so that of two who want the last place one gets it. What is counted against the person, and a case
    about the place, go along. Raises InvalidError for a studio that cannot
    take anybody of this county and cycle, ConflictError `studio_full`, `membership_ended`.
    """
    require_reason(reason)
    whose = await queries.whose(transaction.connection, membership_id)
    if whose is None:
        raise not_found()
    await known.hold_people(transaction.connection, [whose.trainee_id])
    await queries.hold_studios(transaction.connection, [whose.studio_id, studio_id])
    now = clock.business()
    found = await queries.membership(transaction.connection, membership_id)
    assert found is not None
    person = await known.person(transaction.connection, whose.trainee_id)
    target = await queries.target(transaction.connection, studio_id, found.cycle, now)
    asked = Transferring(found, person.school_county if person else None, target)
    if (fault := first_fault(TRANSFER["transfer"], asked)) is not None:
        if found.transferred_to is None or found.ended_by != by:
            raise fault
        return await _transferred_before(transaction, found, studio_id, fault)
    assert person is not None
    began = await _begin(transaction, found, studio_id, person.school_id, reason, by, now)
    await raise_alert(transaction, whose.studio_id, now)
    await settle_alert(transaction, studio_id, now)
    await look_again(transaction, whose.trainee_id, found.cycle)
    return began


async def _begin(
    transaction: Transaction,
    former: AnyRow,
    studio_id: UUID,
    school_id: UUID,
    reason: str,
    by: UUID,
    now: datetime,
) -> Transferred:
    new_id = uuid7()
    await end_active(transaction, former.id, "LEFT", reason, now, by, transferred_to=new_id)
    row = {name: getattr(former, name) for name in ("application_id", "trainee_id", "cycle", "decision_id")}
    row |= {"id": new_id, "studio_id": studio_id, "school_id": school_id, "state": "ACTIVE", "admitted_at": now}
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


async def _transferred_before(
    transaction: Transaction, former: AnyRow, studio_id: UUID, fault: ProblemError
) -> Transferred:
    if await queries.studio_of(transaction.connection, former.transferred_to) != studio_id:
        raise fault
    return Transferred(former.transferred_to, studio_id, former.ended_at)
