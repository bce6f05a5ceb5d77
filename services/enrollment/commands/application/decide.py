"""A decision is taken over into an application's state. The row decides."""

from functools import cache

from sqlalchemy import DateTime, Update, bindparam, case

from chassis import clock
from chassis.store.database import Transaction
from chassis.working_days import after
from contracts.commands.cases import NO_SUCH_CASE, WRONG_STATE, Stands
from contracts.commands.command import Refusal
from contracts.decisions import Settled
from services.enrollment.commands.application.admit import admit
from services.enrollment.commands.application.settle import (
    MOMENT,
    OF_THE_CASE,
    TAKEN,
    decision,
    moving,
    parameters,
    refused,
    stands_now,
)
from services.enrollment.domain.application import card, states
from services.enrollment.domain.application.deciding import DECISIONS
from services.enrollment.domain.guards import first_fault
from services.enrollment.models import Application
from services.enrollment.queries.application import deciding
from services.enrollment.queries.application import standing as standings


async def record(transaction: Transaction, asked: Settled) -> Stands | Refusal:
    """Take what a stage decided over into the state. The city's approval makes a member of the applicant as well."""
    action = states.LIFE.decisions.get((asked.stage, asked.verb))
    if action is None:
        return WRONG_STATE
    if action == states.ADMIT:
        return await admit(transaction, asked)
    facts, now = (
        await deciding.deciding(transaction.connection, asked.case_id, decision(asked, action)),
        clock.business(),
    )
    if facts is None:
        return NO_SUCH_CASE
    if (refusal := first_fault(DECISIONS[action], facts)) is not None:
        return await refused(transaction, asked.case_id, facts, refusal, now)
    values = parameters(asked, now)
    if asked.verb == "return":
        period = await standings.correction_period(transaction.connection, asked.case_id)
        if period is None:
            return NO_SUCH_CASE
        values["until"] = after(now, period)
    row = (await transaction.execute(_recording(action, asked.stage, asked.verb), values)).one()
    said = card.news(
        asked.case_id, row.state, row.version, now, row.applicant_id, by_run=True, until=row.correction_until
    )
    transaction.emit(said, subject=asked.case_id, version=row.version)
    return stands_now(row, now)


@cache
def _recording(action: str, stage: str, verb: str) -> Update:
    statement = moving(action).where(OF_THE_CASE).values(TAKEN)
    if verb != "return":
        return statement
    # After a closing nobody can correct any more: such a return is due to lapse at once.
    until = bindparam("until", type_=DateTime(timezone=True))
    correction_until = case((Application.round_closed_at.is_not(None), MOMENT), else_=until)
    return statement.values(returned_by=stage, correction_until=correction_until)
