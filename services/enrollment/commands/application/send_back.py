"""Applications go back to whoever sent them, as the applicant no longer belongs to the school that recommends (Art. 4.2)."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update

from chassis.store.database import Transaction
from chassis.working_days import after
from contracts.cases import Deed
from contracts.spans import Span
from services.enrollment.domain.application import card, states
from services.enrollment.domain.words import Moved
from services.enrollment.models import Application
from services.enrollment.queries.application.deciding import moved_away

ACTION = "move"
# A changed school starts again at the school.
RESUMES_AT = "school"


async def send_back(transaction: Transaction, which: ColumnElement[bool], now: datetime) -> None:
    """Send back those of them that lie with an office and whose applicant has moved; the case is told why it stops.

    Whoever changes what is known of a person or a school calls this in the same transaction, so that an office never decides on what
    is no longer so; the deadline for the correction is that of the rules each began under.
    """
    alike: dict[tuple[Moved, Span], list[UUID]] = defaultdict(list)
    for application_id, moved, period in await moved_away(transaction.connection, which):
        alike[moved, period].append(application_id)
    for (moved, period), ids in alike.items():
        await _send_back(transaction, ids, moved, after(now, period), now)


async def _send_back(transaction: Transaction, ids: list[UUID], moved: Moved, until: datetime, now: datetime) -> None:
    returning = (
        update(Application)
        .where(Application.id.in_(ids), Application.state.in_(states.LIFE.sources(ACTION)))
        .values(
            state=states.LIFE.target(ACTION),
            state_since=now,
            version=Application.version + 1,
            cause=moved,
            returned_by=RESUMES_AT,
            correction_until=until,
        )
        .returning(Application.id, Application.state, Application.version, Application.applicant_id)
    )
    for row in await transaction.execute(returning):
        said = card.news(
            row.id, row.state, row.version, now, row.applicant_id, cause=moved, until=until, deed=Deed(verb=moved)
        )
        transaction.emit(said, subject=row.id, version=row.version)
