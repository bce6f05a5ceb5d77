"""An application lapses: nobody answered a return, or its round has closed. The row decides."""

from functools import cache

from sqlalchemy import Update, bindparam

from chassis import clock
from chassis.store.database import Transaction
from contracts.commands.command import Refusal
from contracts.commands.enrollment import Lapse, Lapsed
from contracts.events.enrollment import ApplicationLapsed, LapseCause
from services.enrollment.commands.application.settle import MOMENT, moving, settle
from services.enrollment.domain.application.standing import Standing, refuse_lapse
from services.enrollment.models import Application
from services.enrollment.queries.application import standing as standings


async def lapse(transaction: Transaction, asked: Lapse) -> Lapsed | Refusal:
    """End what nobody answered in time, or whose round closed."""
    now = clock.business()
    closes_at = await standings.closes_at(transaction.connection, asked.application_id)

    def refuse(standing: Standing) -> Refusal | None:
        return refuse_lapse(standing, asked.cause, now, closes_at or now)

    row = await settle(transaction, _lapsing(asked.cause), {"case_id": asked.application_id, "moment": now}, refuse)
    if row is None or isinstance(row, Refusal):
        return row or Refusal(code="wrong_state")
    lapsed = ApplicationLapsed(application_id=asked.application_id, cause=asked.cause, lapsed_at=now)
    transaction.emit(lapsed, subject=asked.application_id, version=row.version)
    return Lapsed(lapsed_at=now)


@cache
def _lapsing(cause: LapseCause) -> Update:
    closed = Application.round_closed_at.is_not(None)
    due = Application.correction_until <= MOMENT if cause == "unanswered" else closed
    return moving(f"lapse.{cause}").where(Application.id == bindparam("case_id"), due)
