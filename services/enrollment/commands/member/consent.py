"""Whether a studio's window names a member is the member's own decision."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, update

from chassis import clock
from chassis.errors import not_found
from chassis.store.database import Transaction
from services.enrollment.models import Membership


@dataclass(frozen=True)
class Consent:
    """What was decided, and when; never, where nobody has asked for anything else than not to be named."""

    shown: bool
    since: datetime | None


async def decide_consent(transaction: Transaction, membership_id: UUID, trainee_id: UUID, *, shown: bool) -> Consent:
    """Name the trainee in the studio's window, or no longer. The same decision again keeps its time.

    Raises NotFoundError for anybody else's membership.
    """
    since = case((Membership.shown_by_name == shown, Membership.shown_by_name_at), else_=clock.business())
    deciding = (
        update(Membership)
        .where(Membership.id == membership_id, Membership.trainee_id == trainee_id)
        .values(shown_by_name=shown, shown_by_name_at=since)
        .returning(Membership.shown_by_name, Membership.shown_by_name_at)
    )
    row = (await transaction.execute(deciding)).one_or_none()
    if row is None:
        raise not_found("没有这条学员记录，或不是您本人的。", "There is no such membership, or it is not yours.")
    return Consent(row.shown_by_name, row.shown_by_name_at)
