"""What a process may do to an application but admit it. The row decides."""

from functools import cache

from sqlalchemy import DateTime, Update, bindparam, case

from chassis import clock
from chassis.store.database import Transaction
from chassis.working_days import after
from contracts.commands.command import Refusal
from contracts.commands.enrollment import DecisionTaken, Lapse, Lapsed, RecordDecision
from contracts.events.enrollment import ApplicationLapsed, ApplicationProgressed, LapseCause
from contracts.rules import Stage, Verb
from services.enrollment.commands.settling import DECIDED_FOR, MOMENT, decided, moving, settle
from services.enrollment.domain import states
from services.enrollment.domain.standing import Standing, refuse_decision, refuse_lapse
from services.enrollment.models import Application
from services.enrollment.queries import standings


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
def _recording(stage: Stage, verb: Verb) -> Update:
    statement = moving(states.decision(stage, verb)).where(Application.id == bindparam("case_id"), *DECIDED_FOR)
    if verb != "return":
        return statement
    # After a closing nobody can correct any more: such a return is due to lapse at once.
    until = bindparam("until", type_=DateTime(timezone=True))
    correction_until = case((Application.round_closed_at.is_not(None), MOMENT), else_=until)
    return statement.values(returned_by=stage, correction_until=correction_until)


@cache
def _lapsing(cause: LapseCause) -> Update:
    closed = Application.round_closed_at.is_not(None)
    due = Application.correction_until <= MOMENT if cause == "unanswered" else closed
    return moving(f"lapse.{cause}").where(Application.id == bindparam("case_id"), due)
