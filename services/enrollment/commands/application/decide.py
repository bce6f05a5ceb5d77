"""A decision is taken over into an application's state. The row decides."""

from functools import cache

from sqlalchemy import DateTime, Update, bindparam, case

from chassis import clock
from chassis.store.database import Transaction
from chassis.working_days import after
from contracts.commands.command import Refusal
from contracts.commands.enrollment import DecisionTaken, RecordDecision
from contracts.events.enrollment import ApplicationProgressed
from contracts.rules import Stage, Verb
from services.enrollment.commands.application.settle import DECIDED_FOR, MOMENT, decided, moving, settle
from services.enrollment.domain.application import states
from services.enrollment.domain.application.standing import Standing, refuse_decision
from services.enrollment.models import Application
from services.enrollment.queries.application import standing as standings


async def record_decision(transaction: Transaction, asked: RecordDecision) -> DecisionTaken | Refusal:
    """Take a decision over into the state. The city's approval is not one of them: it admits."""
    if states.decision(asked.stage, asked.verb) == "admit":
        return Refusal(code="wrong_state")
    now = clock.business()
    values = decided(asked, now)
    if asked.verb == "return":
        period = await standings.correction_period(transaction.connection, asked.application_id)
        if period is None:
            return Refusal(code="wrong_state")
        values["until"] = after(now, period)

    def refuse(standing: Standing) -> Refusal | None:
        return refuse_decision(standing, asked.stage, asked.verb, asked.revision, asked.decided_at)

    row = await settle(transaction, _recording(asked.stage, asked.verb), values, refuse)
    if row is None or isinstance(row, Refusal):
        return row or Refusal(code="wrong_state")
    progressed = ApplicationProgressed(
        application_id=asked.application_id, stage=asked.stage, state=row.state, correction_until=row.correction_until
    )
    transaction.emit(progressed, subject=asked.application_id, version=row.version)
    left = None if row.correction_until is None else max((row.correction_until - now).total_seconds(), 0.0)
    return DecisionTaken(state=row.state, lapse_in=left)


@cache
def _recording(stage: Stage, verb: Verb) -> Update:
    statement = moving(states.decision(stage, verb)).where(Application.id == bindparam("case_id"), *DECIDED_FOR)
    if verb != "return":
        return statement
    # After a closing nobody can correct any more: such a return is due to lapse at once.
    until = bindparam("until", type_=DateTime(timezone=True))
    correction_until = case((Application.round_closed_at.is_not(None), MOMENT), else_=until)
    return statement.values(returned_by=stage, correction_until=correction_until)
