"""What a process may do to an application. The row decides: one guarded statement, and where it finds nothing, why."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import DateTime, Update, Uuid, bindparam, case, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.db import Transaction
from chassis.ids import uuid7
from chassis.working_days import after
from contracts.commands.command import Refusal
from contracts.commands.enrollment import Admit, Admitted, DecisionTaken, Lapse, Lapsed, RecordDecision
from contracts.events.enrollment import ApplicationAdmitted, ApplicationLapsed, ApplicationProgressed, LapseCause
from contracts.rules import Stage, Verb
from services.enrollment.domain import states
from services.enrollment.domain.standing import Standing, refuse_decision, refuse_lapse
from services.enrollment.models import Application, Membership
from services.enrollment.models.base import AnyRow
from services.enrollment.queries import standings


async def record_decision(transaction: Transaction, asked: RecordDecision) -> DecisionTaken | Refusal:
    """Take a decision over into the state. The city's approval is not one of them: it admits."""
    if states.decision(asked.stage, asked.verb) == "admit":
        return Refusal(code="wrong_state")
    now = clock.business()
    values = _decided(asked, now)
    if asked.verb == "return":
        period = await standings.correction_period(transaction.connection, asked.application_id)
        if period is None:
            return Refusal(code="wrong_state")
        values["until"] = after(now, period)

    def refuse(standing: Standing) -> Refusal | None:
        return refuse_decision(standing, asked.stage, asked.verb, asked.revision, asked.decided_at)

    row = await _settle(transaction, _recording(asked.stage, asked.verb), values, refuse)
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
    values = _decided(asked, now) | {"membership_id": uuid7(), "decision_id": asked.decision_id}

    def refuse(standing: Standing) -> Refusal | None:
        return refuse_decision(standing, "municipal", "approve", asked.revision, asked.decided_at)

    row = await _settle(transaction, _ADMITTING, values, refuse)
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
    closes_at = await standings.closes_at(transaction.connection, asked.application_id)

    def refuse(standing: Standing) -> Refusal | None:
        return refuse_lapse(standing, asked.cause, now, closes_at or now)

    row = await _settle(transaction, _lapsing(asked.cause), {"case_id": asked.application_id, "moment": now}, refuse)
    if row is None or isinstance(row, Refusal):
        return row or Refusal(code="wrong_state")
    lapsed = ApplicationLapsed(application_id=asked.application_id, cause=asked.cause, lapsed_at=now)
    transaction.emit(lapsed, subject=asked.application_id, version=row.version)
    return Lapsed(lapsed_at=now)


# Statements are built once: putting one together takes longer than running it.
_MOMENT = bindparam("moment", type_=DateTime(timezone=True))
_DECIDED_FOR = (
    Application.revision == bindparam("decided_revision"),
    or_(Application.round_closed_at.is_(None), Application.round_closed_at >= bindparam("decided_at")),
)


def _moving(action: str) -> Update:
    """The transition itself, from wherever the table of states allows it."""
    columns = (Application.state, Application.version, Application.correction_until)
    return (
        update(Application)
        .where(Application.state.in_(states.sources(action)))
        .values(
            state=states.target(action), state_since=_MOMENT, version=Application.version + 1, correction_until=None
        )
        .returning(*columns)
    )


@cache
def _recording(stage: Stage, verb: Verb) -> Update:
    statement = _moving(states.decision(stage, verb)).where(Application.id == bindparam("case_id"), *_DECIDED_FOR)
    if verb != "return":
        return statement
    # After a closing nobody can correct any more: such a return is due to lapse at once.
    until = bindparam("until", type_=DateTime(timezone=True))
    correction_until = case((Application.round_closed_at.is_not(None), _MOMENT), else_=until)
    return statement.values(returned_by=stage, correction_until=correction_until)


@cache
def _lapsing(cause: LapseCause) -> Update:
    closed = Application.round_closed_at.is_not(None)
    due = Application.correction_until <= _MOMENT if cause == "unanswered" else closed
    return _moving(f"lapse.{cause}").where(Application.id == bindparam("case_id"), due)


def _admitting() -> Update:
    """Member and state in one statement: neither without the other. No row where the person is a member already."""
    candidate = (
        select(
            Application.id,
            Application.applicant_id,
            Application.studio_id,
            Application.cycle,
            Application.school_id,
            bindparam("membership_id", type_=Uuid).label("membership_id"),
            literal("ACTIVE").label("membership"),
            bindparam("decision_id", type_=Uuid).label("decision_id"),
            _MOMENT.label("admitted_at"),
        )
        .where(Application.id == bindparam("case_id"), Application.state.in_(states.sources("admit")), *_DECIDED_FOR)
        .with_for_update()
        .cte("candidate")
    )
    names = ["application_id", "trainee_id", "studio_id", "cycle", "school_id"]
    names += ["id", "state", "decision_id", "admitted_at"]
    member = (
        insert(Membership)
        .from_select(names, select(candidate))
        .on_conflict_do_nothing()
        .returning(Membership.id, Membership.application_id)
        .cte("member")
    )
    return (
        _moving("admit")
        .where(Application.id == member.c.application_id)
        .returning(member.c.id.label("membership_id"), Application.studio_id, Application.applicant_id)
    )


_ADMITTING = _admitting()


def _decided(asked: RecordDecision | Admit, now: datetime) -> dict[str, Any]:
    return {
        "case_id": asked.application_id,
        "decided_revision": asked.revision,
        "decided_at": asked.decided_at,
        "moment": now,
    }


async def _settle(
    transaction: Transaction, statement: Update, values: dict[str, Any], refuse: Callable[[Standing], Refusal | None]
) -> AnyRow | Refusal | None:
    """Run the guarded statement; where it changes nothing, hold the row and say why.

    A fact that arrived between the two looks may have made it right after all: then it runs once more. None where the
    row allows it and something else does not.
    """
    row = (await transaction.execute(statement, values)).one_or_none()
    if row is not None:
        return row
    standing = await standings.held(transaction.connection, values["case_id"])
    if standing is None:
        return Refusal(code="wrong_state")
    return refuse(standing) or (await transaction.execute(statement, values)).one_or_none()
