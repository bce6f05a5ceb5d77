"""How a process changes an application: one guarded statement, and where it finds nothing, why."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Update, bindparam, or_, update

from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.commands.cases import NO_SUCH_CASE, Stands
from contracts.commands.command import Refusal
from contracts.decisions import Settled
from services.enrollment.domain.application import card, states
from services.enrollment.domain.application.standing import Standing
from services.enrollment.models import Application
from services.enrollment.queries.application import standing as standings
from services.enrollment.queries.application.among import state_among

# Statements are built once: putting one together takes longer than running it.
MOMENT = bindparam("moment", type_=DateTime(timezone=True))
DECIDED_FOR = (
    Application.revision == bindparam("decided_revision"),
    or_(Application.round_closed_at.is_(None), Application.round_closed_at >= bindparam("decided_at")),
)


def moving(action: str) -> Update:
    """The transition itself, from wherever the table of states allows it."""
    columns = (
        Application.state, Application.version, Application.correction_until, Application.revision, Application.content_hash,
        Application.round_closed_at, Application.applicant_id,
    )  # fmt: skip
    return (
        update(Application)
        .where(state_among(Application.state, states.LIFE.sources(action)))
        .values(
            state=states.LIFE.target(action), state_since=MOMENT, version=Application.version + 1, correction_until=None
        )
        .returning(*columns)
    )


def decided(asked: Settled, now: datetime) -> dict[str, Any]:
    """What the guard of a decision compares."""
    return {
        "case_id": asked.case_id,
        "decided_revision": asked.revision,
        "decided_at": asked.decided_at,
        "moment": now,
    }


async def settle(
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
        return NO_SUCH_CASE
    return refuse(standing) or (await transaction.execute(statement, values)).one_or_none()


def stands_now(row: AnyRow, now: datetime) -> Stands:
    """How the application stands that `moving` has just moved."""
    return card.stands(
        row.state, row.version, row.revision, row.content_hash,
        until=row.correction_until, closed_at=row.round_closed_at, now=now,
    )  # fmt: skip
