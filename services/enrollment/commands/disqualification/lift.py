"""The municipal office lets somebody who lost the place be admitted again in the same cycle, with a reason (domain rules, §5e) [D]."""

from uuid import UUID

from sqlalchemy import update

from casework.gate import permitted
from chassis import clock
from chassis.errors import not_found
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.authority import Right
from contracts.cases import Plan
from services.enrollment.commands.disqualification.dossier import tell
from services.enrollment.domain.disqualification.guards import LIFT
from services.enrollment.domain.guards import first_fault
from services.enrollment.domain.problems import require_reason
from services.enrollment.models import Disqualification
from services.enrollment.queries import disqualification as queries


async def lift(transaction: Transaction, case_id: UUID, reason: str, caller: Actor) -> int:
    """Lift what follows from the loss; the decision itself stands. Twice is once. Gives the case's version.

    The person is held, so that an application is sent before it or after. Raises NotFoundError, ConflictError `wrong_state`, InvalidError
    `reason_required`.
    """
    case, now = await queries.held_with_place(transaction.connection, case_id), clock.business()
    if case is None:
        raise not_found()
    parties = (case.trainee_id, case.host_id)
    by = await permitted(transaction, caller, Right.LIFT_DISQUALIFICATION, case_id=case_id, parties=parties)
    if case.lifted_at is not None:
        return int(case.version)
    if (fault := first_fault(LIFT["lift"], case)) is not None:
        raise fault
    require_reason(reason, shortest=Plan.model_validate(case.plan).writing.shortest_reason)
    columns = {
        "lifted_at": now, "lifted_by": by.person_id, "lifted_reason": reason, "version": case.version + 1
    }  # fmt: skip
    await transaction.execute(update(Disqualification).where(Disqualification.id == case_id).values(columns))
    deed = by.deed("lift")
    tell(transaction, dict(case._mapping) | columns, now, deed=deed)
    return int(case.version) + 1
