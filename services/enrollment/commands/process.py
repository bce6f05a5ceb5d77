"""What a process may do to an application. The row decides: one guarded statement, and where it finds nothing, why."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Executable, Update, case, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.db import Transaction
from chassis.ids import uuid7
from contracts.commands.command import Refusal
from contracts.commands.enrollment import Admit, Admitted, DecisionTaken, Lapse, Lapsed, RecordDecision
from contracts.events.enrollment import ApplicationAdmitted, ApplicationLapsed, ApplicationProgressed
from services.enrollment.domain import states
from services.enrollment.domain.deadlines import after
from services.enrollment.domain.standing import Standing, refuse_decision, refuse_lapse
from services.enrollment.models import Application, Membership
from services.enrollment.models.base import AnyRow
from services.enrollment.queries import standings


async def record_decision(transaction: Transaction, asked: RecordDecision) -> DecisionTaken | Refusal:
    """Take a decision over into the state. The city's approval is not one of them: it admits."""
    action = states.decision(asked.stage, asked.verb)
    if action == "admit":
        return Refusal(code="wrong_state")
    now = clock.business()
    statement = _moving(action, now).where(*_decided_for(asked))
    if asked.verb == "return":
        period = await standings.correction_period(transaction.connection, asked.application_id)
        if period is None:
            return Refusal(code="wrong_state")
        # After a closing nobody can correct any more: such a return is due to lapse at once.
        correction_until = case((Application.round_closed_at.is_not(None), now), else_=after(now, period))
        statement = statement.values(returned_by=asked.stage, correction_until=correction_until)

    def refuse(standing: Standing) -> Refusal | None:
        return refuse_decision(standing, asked.stage, asked.verb, asked.revision, asked.decided_at)

    row = await _settle(transaction, asked, statement, refuse)
    if row is None or isinstance(row, Refusal):
        return row or Refusal(code="wrong_state")
    progressed = ApplicationProgressed(
        application_id=asked.application_id, stage=asked.stage, state=row.state, correction_until=row.correction_until
    )
    transaction.emit(progressed, subject=asked.application_id, version=row.version)
    left = None if row.correction_until is None else max((row.correction_until - now).total_seconds(), 0.0)
    return DecisionTaken(state=row.state, lapse_in=left)


async def admit(transaction: Transaction, asked: Admit) -> Admitted | Refusal:
    """Make the applicant a member, once per person and cycle (Art. 4.2)."""
    now = clock.business()

    def refuse(standing: Standing) -> Refusal | None:
        return refuse_decision(standing, "municipal", "approve", asked.revision, asked.decided_at)

    row = await _settle(transaction, asked, _admission(asked, now), refuse)
    if isinstance(row, Refusal):
        return row
    if row is None:
        return Refusal(code="membership_exists")
    admitted = ApplicationAdmitted(
        application_id=asked.application_id,
        membership_id=row.membership_id,
        studio_id=row.studio_id,
        trainee_id=row.applicant_id,
        admitted_at=now,
    )
    transaction.emit(admitted, subject=asked.application_id, version=row.version)
    return Admitted(membership_id=row.membership_id)


async def lapse(transaction: Transaction, asked: Lapse) -> Lapsed | Refusal:
    """End what nobody answered in time, or whose round closed."""
    now = clock.business()
    due = (
        Application.correction_until <= now if asked.cause == "unanswered" else Application.round_closed_at.is_not(None)
    )
    statement = _moving(f"lapse.{asked.cause}", now).where(Application.id == asked.application_id, due)
    closes_at = await standings.closes_at(transaction.connection, asked.application_id)

    def refuse(standing: Standing) -> Refusal | None:
        return refuse_lapse(standing, asked.cause, now, closes_at or now)

    row = await _settle(transaction, asked, statement, refuse)
    if row is None or isinstance(row, Refusal):
        return row or Refusal(code="wrong_state")
    lapsed = ApplicationLapsed(application_id=asked.application_id, cause=asked.cause, lapsed_at=now)
    transaction.emit(lapsed, subject=asked.application_id, version=row.version)
    return Lapsed(lapsed_at=now)


def _moving(action: str, now: datetime) -> Update:
    """The transition itself, from wherever the table of states allows it."""
    columns = (Application.state, Application.version, Application.correction_until)
    return (
        update(Application)
        .where(Application.state.in_(states.sources(action)))
        .values(state=states.target(action), state_since=now, version=Application.version + 1, correction_until=None)
        .returning(*columns)
    )


def _decided_for(asked: RecordDecision | Admit) -> tuple[ColumnElement[bool], ...]:
    return (
        Application.id == asked.application_id,
        Application.revision == asked.revision,
        or_(Application.round_closed_at.is_(None), Application.round_closed_at >= asked.decided_at),
    )


def _admission(asked: Admit, now: datetime) -> Executable:
    """Member and state in one statement: neither without the other. No row where the person is a member already."""
    columns = (
        Application.id,
        Application.applicant_id,
        Application.studio_id,
        Application.cycle,
        Application.school_id,
    )
    candidate = (
        select(*columns)
        .where(Application.state.in_(states.sources("admit")), *_decided_for(asked))
        .with_for_update()
        .cte("candidate")
    )
    row = {"id": uuid7(), "state": "ACTIVE", "decision_id": asked.decision_id, "admitted_at": now}
    constants = (literal(value, getattr(Membership, name).type) for name, value in row.items())
    names = ["application_id", "trainee_id", "studio_id", "cycle", "school_id", *row]
    member = (
        insert(Membership)
        .from_select(names, select(*candidate.c, *constants))
        .on_conflict_do_nothing()
        .returning(Membership.id, Membership.application_id)
        .cte("member")
    )
    return (
        _moving("admit", now)
        .where(Application.id == member.c.application_id)
        .returning(member.c.id.label("membership_id"), Application.studio_id, Application.applicant_id)
    )


async def _settle(
    transaction: Transaction,
    asked: RecordDecision | Admit | Lapse,
    statement: Executable,
    refuse: Callable[[Standing], Refusal | None],
) -> AnyRow | Refusal | None:
    """Run the guarded statement; where it changes nothing, hold the row and say why.

    A fact that arrived between the two looks may have made it right after all: then it runs once more. None where the
    row allows it and something else does not.
    """
    row = (await transaction.execute(statement)).one_or_none()
    if row is not None:
        return row
    standing = await standings.held(transaction.connection, asked.application_id)
    if standing is None:
        return Refusal(code="wrong_state")
    return refuse(standing) or (await transaction.execute(statement)).one_or_none()
