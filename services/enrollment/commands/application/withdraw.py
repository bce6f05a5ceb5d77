"""An applicant takes the application back, at any time before admission (Art. 4.2)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from casework.gate import By
from chassis import clock
from chassis.errors import not_found
from chassis.store.database import Transaction
from services.enrollment.domain.application import card, problems, states
from services.enrollment.domain.words import ApplicationState
from services.enrollment.models import Application
from services.enrollment.queries.application.draft import stored_draft


@dataclass(frozen=True)
class Withdrawn:
    """It has ended."""

    state: ApplicationState
    version: int
    withdrawn_at: datetime


async def withdraw(transaction: Transaction, application_id: UUID, by: By, reason: str) -> Withdrawn:
    """End an application that is not decided to the end. Doing it twice is once.

    A draft nobody has seen goes without a word to anybody. Raises ConflictError `cannot_withdraw` for one that has
    ended otherwise: then the other fact came first.
    """
    now = clock.business()
    withdrawing = (
        update(Application)
        .where(
            Application.id == application_id,
            Application.applicant_id == by.person_id,
            Application.state.in_(states.LIFE.sources("withdraw")),
        )
        .values(
            state=states.LIFE.target("withdraw"),
            state_since=now,
            version=Application.version + 1,
            correction_until=None,
            cause=None,
            withdrawal_reason=reason or None,
        )
        .returning(Application.version, Application.revision)
    )
    row = (await transaction.execute(withdrawing)).one_or_none()
    if row is None:
        return await _ended_before(transaction, application_id, by.person_id)
    if row.revision > 0:
        deed = by.deed("withdraw")
        said = card.news(application_id, "WITHDRAWN", row.version, now, by.person_id, cause="withdrawn", deed=deed)
        transaction.emit(said, subject=application_id, version=row.version)
    return Withdrawn("WITHDRAWN", row.version, now)


async def _ended_before(transaction: Transaction, application_id: UUID, applicant_id: UUID) -> Withdrawn:
    stored = await stored_draft(transaction.connection, application_id, applicant_id)
    if stored is None:
        raise not_found()
    if stored.state != "WITHDRAWN":
        raise problems.cannot_withdraw(stored.state, stored.state_since)
    return Withdrawn(stored.state, stored.version, stored.state_since)
