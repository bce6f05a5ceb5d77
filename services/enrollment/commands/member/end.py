"""How a membership ends: by leaving, by completion, or by whatever else calls `end_membership` (domain rules, §5b)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from chassis import clock
from chassis.errors import not_found
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.events.enrollment import MembershipEnded, MembershipRestored
from services.enrollment.commands.member.alerts import close_alert, raise_alert, settle_alert
from services.enrollment.domain.guards import first_fault
from services.enrollment.domain.member import problems
from services.enrollment.domain.member.guards import END, RESTORE, Member, Restoring
from services.enrollment.domain.problems import require_reason
from services.enrollment.domain.words import MembershipEnd
from services.enrollment.models import Membership
from services.enrollment.queries import known
from services.enrollment.queries.member import membership as queries


@dataclass(frozen=True)
class Ended:
    """It is over."""

    membership_id: UUID
    studio_id: UUID
    state: MembershipEnd
    ended_at: datetime
    version: int


@dataclass(frozen=True)
class Completed:
    """The studio's members have completed."""

    completed: int
    completed_at: datetime


async def leave(transaction: Transaction, membership_id: UUID, reason: str, by: UUID) -> Ended:
    """End a membership at the trainee's wish, told by the trainee or recorded by an office. Twice by the same person is once.

    Raises InvalidError `reason_required`, ConflictError `membership_ended` where another fact came first.
    """
    require_reason(reason)
    return await end_membership(transaction, membership_id, "LEFT", reason, clock.business(), by=by)


async def end_membership(
    transaction: Transaction,
    membership_id: UUID,
    state: MembershipEnd,
    reason: str,
    at: datetime,
    *,
    by: UUID | None = None,
) -> Ended:
    """End an active membership, tell it, and raise an alert where the studio becomes too small (Art. 4.1).

    The same end by the same person again gets the first answer. Raises NotFoundError, ConflictError `membership_ended`.
    """
    studio_id = await queries.studio_of(transaction.connection, membership_id)
    if studio_id is None:
        raise not_found()
    await queries.hold_studios(transaction.connection, [studio_id])
    row = await queries.membership(transaction.connection, membership_id)
    assert row is not None
    act = "leave" if state == "LEFT" else "disqualify"
    if (fault := first_fault(END[act], Member(row))) is not None:
        if (row.state, row.ended_by, row.transferred_to) != (state, by, None):
            raise fault
        return Ended(row.id, row.studio_id, row.state, row.ended_at, row.version)
    ended = await end_active(transaction, membership_id, state, reason, at, by)
    await raise_alert(transaction, studio_id, at)
    return Ended(membership_id, studio_id, state, at, ended.version)


async def end_active(
    transaction: Transaction,
    membership_id: UUID,
    state: MembershipEnd,
    reason: str,
    at: datetime,
    by: UUID | None,
    transferred_to: UUID | None = None,
) -> AnyRow:
    """The end itself, of an active membership whose studio is held, with its event."""
    ending = (
        update(Membership)
        .where(Membership.id == membership_id, Membership.state == "ACTIVE")
        .values(
            state=state,
            ended_at=at,
            ended_reason=reason,
            ended_by=by,
            transferred_to=transferred_to,
            version=Membership.version + 1,
        )
        .returning(*Membership.__table__.columns)
    )
    row: AnyRow = (await transaction.execute(ending)).one()
    _tell(transaction, row)
    return row


async def give_back(transaction: Transaction, membership_id: UUID, now: datetime) -> bool:
    """Make somebody a member again who lost the place and was given it back, whatever room the studio has. Twice is once.

    False where the person has become a member elsewhere in the cycle meanwhile (Art. 4.2), had not lost the place, or the studio has
    ended.
    """
    whose = await queries.whose(transaction.connection, membership_id)
    if whose is None:
        raise not_found()
    await known.hold_people(transaction.connection, [whose.trainee_id])
    await queries.hold_studios(transaction.connection, [whose.studio_id])
    row = await queries.lost(transaction.connection, membership_id)
    if row.state == "ACTIVE":
        return True
    if first_fault(RESTORE["give_back"], Restoring(row, row.is_member_elsewhere, row.studio_state)) is not None:
        return False
    giving = (
        update(Membership)
        .where(Membership.id == membership_id)
        .values(state="ACTIVE", ended_at=None, ended_reason=None, ended_by=None, version=Membership.version + 1)
        .returning(Membership.version)
    )
    version = (await transaction.execute(giving)).scalar_one()
    restored = MembershipRestored(
        membership_id=membership_id, studio_id=row.studio_id, trainee_id=row.trainee_id, restored_at=now
    )
    transaction.emit(restored, subject=membership_id, version=version)
    await settle_alert(transaction, row.studio_id, now)
    return True


async def end_with_studio(transaction: Transaction, studio_id: UUID, reason: str, by: UUID, now: datetime) -> None:
    """End the memberships of a studio that has ended, and is held, with that cause: the people are free, and nobody is missing."""
    ending = (
        update(Membership)
        .where(Membership.studio_id == studio_id, Membership.state == "ACTIVE")
        .values(state="LEFT", ended_at=now, ended_reason=reason, ended_by=by, version=Membership.version + 1)
        .returning(*Membership.__table__.columns)
    )
    for row in await transaction.execute(ending):
        _tell(transaction, row)
    await close_alert(transaction, studio_id, now)


async def complete(transaction: Transaction, studio_id: UUID, by: UUID) -> Completed:
    """End the memberships of a whole studio at the end of the cycle (Art. 9). Doing it again gets the first answer.

    An open alert is over then. Raises ConflictError `no_members` where there never was anybody to complete.
    """
    await queries.hold_studios(transaction.connection, [studio_id])
    now = clock.business()
    completing = (
        update(Membership)
        .where(Membership.studio_id == studio_id, Membership.state == "ACTIVE")
        .values(state="COMPLETED", ended_at=now, ended_by=by, version=Membership.version + 1)
        .returning(*Membership.__table__.columns)
    )
    rows = (await transaction.execute(completing)).all()
    if not rows:
        before = await queries.last_completion(transaction.connection, studio_id)
        if before is None:
            raise problems.no_members()
        return Completed(*before)
    for row in rows:
        _tell(transaction, row)
    await close_alert(transaction, studio_id, now)
    return Completed(len(rows), now)


def _tell(transaction: Transaction, row: AnyRow) -> None:
    said = MembershipEnded(
        membership_id=row.id,
        studio_id=row.studio_id,
        trainee_id=row.trainee_id,
        state=row.state,
        ended_at=row.ended_at,
    )
    transaction.emit(said, subject=row.id, version=row.version)
