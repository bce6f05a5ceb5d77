"""An application lapses: nobody answered a return, or its round has closed. The row decides."""

from functools import cache
from uuid import UUID

from sqlalchemy import Update

from chassis import clock
from chassis.store.database import Transaction
from contracts.commands.cases import NO_SUCH_CASE, Stands
from contracts.commands.command import Refusal
from services.enrollment.commands.application.settle import OF_THE_CASE, moving, stands_now
from services.enrollment.domain.application import card
from services.enrollment.domain.application.standing import lapse_cause, refuse_lapse
from services.enrollment.domain.words import LapseCause
from services.enrollment.queries.application import standing as standings


async def proceed(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """End what nobody answered in time, or whose round has closed."""
    now = clock.business()
    standing = await standings.held(transaction.connection, case_id)
    if standing is None:
        return NO_SUCH_CASE
    if (refusal := refuse_lapse(standing, now)) is not None:
        return refusal
    values = {"case_id": case_id, "moment": now}
    row = (await transaction.execute(_lapsing(lapse_cause(standing)), values)).one()
    said = card.news(case_id, row.state, row.version, now, row.applicant_id, by_run=True, cause="lapsed")
    transaction.emit(said, subject=case_id, version=row.version)
    return stands_now(row, now)


@cache
def _lapsing(cause: LapseCause) -> Update:
    return moving(f"lapse.{cause}").where(OF_THE_CASE).values(cause=cause)
