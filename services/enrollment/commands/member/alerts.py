"""Alerts of studios that have too few members (Art. 4.1): raised and resolved in the transaction that changes a number."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from chassis.ids import uuid7
from chassis.store.database import Transaction
from contracts.events.enrollment import StudioFullAgain, StudioShortOfMembers
from services.enrollment.domain.member.acts import has_fallen
from services.enrollment.models import MemberAlert
from services.enrollment.queries.known import recruitment
from services.enrollment.queries.member import alerts as queries
from services.enrollment.queries.member.membership import hold_studios, members_of


async def raise_alert(transaction: Transaction, studio_id: UUID, now: datetime) -> None:
    """Raise an alert where the studio, which is held, has just become too small; never two at a time."""
    rules = await recruitment(transaction.connection, now)
    if rules is None:
        return
    members, minimum = await members_of(transaction.connection, studio_id), rules.minimum_members
    if not has_fallen(members, minimum):
        return
    alert_id = uuid7()
    row = {"id": alert_id, "studio_id": studio_id, "raised_at": now, "members": members, "minimum": minimum}
    raising = insert(MemberAlert).values(row).on_conflict_do_nothing().returning(MemberAlert.id)
    if (await transaction.execute(raising)).one_or_none() is None:
        return
    short = StudioShortOfMembers(
        alert_id=alert_id, studio_id=studio_id, members=members, minimum=minimum, raised_at=now
    )
    transaction.emit(short, subject=alert_id, version=1)


async def settle_alert(transaction: Transaction, studio_id: UUID, now: datetime) -> None:
    """End the studio's open alert once it has the members it needs; to be called wherever a membership begins.

    The studio is held while they are counted, so that of two members who come at once the second finds both.
    """
    await hold_studios(transaction.connection, [studio_id])
    if not await queries.is_open(transaction.connection, studio_id):
        return
    rules = await recruitment(transaction.connection, now)
    members = await members_of(transaction.connection, studio_id)
    if rules is None or members < rules.minimum_members:
        return
    if (alert_id := await close_alert(transaction, studio_id, now)) is not None:
        full = StudioFullAgain(
            alert_id=alert_id, studio_id=studio_id, members=members, minimum=rules.minimum_members, resolved_at=now
        )
        transaction.emit(full, subject=alert_id, version=2)


async def close_alert(transaction: Transaction, studio_id: UUID, now: datetime) -> UUID | None:
    """End the open alert and give its id, or None. Nobody is told: a studio whose cycle is over is not full again."""
    closing = (
        update(MemberAlert)
        .where(MemberAlert.studio_id == studio_id, MemberAlert.resolved_at.is_(None))
        .values(resolved_at=now)
        .returning(MemberAlert.id)
    )
    closed = (await transaction.execute(closing)).one_or_none()
    return None if closed is None else closed.id
