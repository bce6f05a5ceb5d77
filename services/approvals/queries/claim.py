"""Whether a claim counts: only as long as whoever made it may decide the task."""

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, literal, or_, select

from casework.holding import DEPUTED, NOW, PERSONS, held_now
from casework.models import KnownAssignment, KnownProxy
from services.approvals.models import Task


def claim_counts() -> ColumnElement[bool]:
    """Of a task: that whoever has claimed it holds its office at NOW, or stands in for somebody who does.

    Nothing sweeps claims away: one whose holder's office or proxy ended holds nobody up from that moment on.
    """
    is_office = KnownAssignment.office_key == Task.office_key
    own = select(literal(1)).where(KnownAssignment.person_id == Task.claimed_by, is_office, held_now())
    lasts = (KnownProxy.valid_from <= NOW, KnownProxy.valid_until > NOW)
    deputed = (
        select(literal(1))
        .select_from(KnownProxy)
        .join(KnownAssignment, DEPUTED)
        .where(KnownProxy.deputy_id == Task.claimed_by, is_office, *lasts, held_now())
    )
    themselves = Task.office_key == func.concat(PERSONS, cast(Task.claimed_by, Text))
    return and_(
        Task.claimed_by.is_not(None), or_(themselves, *(found.correlate(Task).exists() for found in (own, deputed)))
    )


# In place of the column, for whoever is shown a task or does something about it.
CLAIMED_BY = case((claim_counts(), Task.claimed_by)).label("claimed_by")
