"""Whether a studio may begin (Arts. 4.1, 8.1)."""

from chassis import clock
from chassis.errors import ProblemError
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from services.enrollment.domain.guards import first_fault
from services.enrollment.domain.known.problems import not_arrived
from services.enrollment.domain.studio.guards import BEGINS, Ready
from services.enrollment.queries import known
from services.enrollment.queries.studio import life


async def unready(transaction: Transaction, studio: AnyRow) -> ProblemError | None:
    """Why the studio may not begin yet, if so."""
    number = studio.plan["rule_set_version"] if studio.plan else None
    rules = await known.rule_set(transaction.connection, number, clock.business())
    if rules is None:
        return not_arrived()
    members, window = await life.readiness(transaction.connection, studio.id)
    return first_fault(BEGINS["activate"], Ready(members, rules.recruitment.minimum_members, window))
