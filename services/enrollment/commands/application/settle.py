"""How a process changes an application, which is held and has passed its guards; and what follows where it has not."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Update, Uuid, bindparam, null, update
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.commands.cases import Stands
from contracts.commands.command import Refusal
from contracts.decisions import Settled
from services.enrollment.commands.application.send_back import send_back
from services.enrollment.domain.application import card, states
from services.enrollment.domain.application.deciding import Deciding, Decision
from services.enrollment.models import Application
from services.enrollment.queries.application.among import state_among

# Statements are built once: putting one together takes longer than running it.
MOMENT = bindparam("moment", type_=DateTime(timezone=True))
TAKEN = {"taken": Application.taken.concat(bindparam("decisions", type_=ARRAY(Uuid())))}
OF_THE_CASE = Application.id == bindparam("case_id", type_=Uuid())


def moving(action: str) -> Update:
    """The transition itself, from wherever the table of states allows it."""
    columns = (
        Application.state, Application.version, Application.correction_until, Application.revision, Application.content_hash,
        Application.round_closed_at, Application.suspended_at, Application.applicant_id,
    )  # fmt: skip
    return (
        update(Application)
        .where(state_among(Application.state, states.LIFE.sources(action)))
        .values(
            state=states.LIFE.target(action),
            state_since=MOMENT,
            version=Application.version + 1,
            correction_until=None,
            cause=null(),
        )
        .returning(*columns)
    )


def decision(asked: Settled, action: str) -> Decision:
    """What its guards look at of what was decided."""
    return Decision(action, asked.revision, asked.decided_at)


def parameters(asked: Settled, now: datetime) -> dict[str, Any]:
    """What a transition by decision is told."""
    return {"case_id": asked.case_id, "moment": now, "decisions": [each.decision_id for each in asked.decisions]}


async def refused(transaction: Transaction, case_id: UUID, facts: Deciding, refusal: Refusal, now: datetime) -> Refusal:
    """Tell why; where the applicant belongs to another school by now, the application goes back to them (Art. 4.2)."""
    if refusal.code == facts.belonging.moved:
        await send_back(transaction, Application.id == case_id, now)
    return refusal


def stands_now(row: AnyRow, now: datetime) -> Stands:
    """How the application stands that `moving` has just moved."""
    return card.stands(
        row.state, row.version, row.revision, row.content_hash,
        until=row.correction_until, closed_at=row.round_closed_at, suspended_at=row.suspended_at, now=now,
    )  # fmt: skip
