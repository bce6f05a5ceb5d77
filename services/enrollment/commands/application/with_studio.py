"""What becomes of the open applications to a studio that is suspended, goes on, or ends (domain rules, §5a).

The studio is held: no submission, admission or transfer slips in between.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, update

from casework.gate import By
from chassis.store.database import Transaction
from services.enrollment.domain.application import card, states
from services.enrollment.models import Application
from services.enrollment.queries.application.standing import hold_live

ENDING = "lapse.studio_terminated"


async def suspend(transaction: Transaction, studio_id: UUID, by: By, now: datetime) -> None:
    """They wait, and their clocks stand still."""
    await _change(transaction, studio_id, by, now, "studio_suspended", suspended_at=now)


async def resume(transaction: Transaction, studio_id: UUID, by: By, now: datetime) -> None:
    """They go on; who was correcting has the time left that was left then."""
    stood_still = now - func.greatest(Application.suspended_at, Application.state_since)
    until = Application.correction_until + stood_still
    await _change(transaction, studio_id, by, now, "studio_resumed", suspended_at=None, correction_until=until)


async def end(transaction: Transaction, studio_id: UUID, by: By, now: datetime) -> None:
    """They end with that cause; the applicants are told and may apply to another studio."""
    ended = {"state": states.LIFE.target(ENDING), "state_since": now, "correction_until": None}
    await _change(transaction, studio_id, by, now, "studio_terminated", cause="studio_terminated", **ended)


async def _change(transaction: Transaction, studio_id: UUID, by: By, now: datetime, verb: str, **columns: Any) -> None:
    await hold_live(transaction.connection, Application.studio_id == studio_id)
    changing = (
        update(Application)
        .where(Application.studio_id == studio_id, Application.state.in_(states.LIVE))
        .values(version=Application.version + 1, **columns)
        .returning(
            Application.id,
            Application.state,
            Application.version,
            Application.applicant_id,
            Application.correction_until,
        )
    )
    deed = by.deed(verb)
    for row in await transaction.execute(changing):
        until = row.correction_until
        said = card.news(row.id, row.state, row.version, now, row.applicant_id, cause=verb, until=until, deed=deed)
        transaction.emit(said, subject=row.id, version=row.version)
