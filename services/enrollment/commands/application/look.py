"""How an application stands, for its process."""

from uuid import UUID

from chassis import clock
from chassis.store.database import Transaction
from contracts.cases import Plan
from contracts.commands.cases import NO_SUCH_CASE, Stands
from contracts.commands.command import Refusal
from services.enrollment.domain.application import card
from services.enrollment.queries.application import standing as standings


async def look(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """What its run goes by now; a draft is no case yet."""
    row = await standings.of_run(transaction.connection, case_id)
    if row is None:
        return NO_SUCH_CASE
    return card.stands(
        row.state, row.version, row.revision, row.content_hash,
        until=row.correction_until, closed_at=row.round_closed_at, suspended_at=row.suspended_at,
        now=clock.business(), plan=Plan.model_validate(row.plan),
    )  # fmt: skip
