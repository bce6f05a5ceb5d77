"""The trainee states their case, or appeals (Art. 7.2)."""

from uuid import UUID

from casework.gate import By
from chassis import clock
from chassis.errors import not_found
from chassis.store.database import Transaction
from contracts.cases import Plan
from services.enrollment.commands.disqualification.dossier import Filed, take_in
from services.enrollment.domain.disqualification.filing import FILINGS, Filing
from services.enrollment.domain.disqualification.guards import FILE, Speaking
from services.enrollment.domain.guards import first_fault
from services.enrollment.domain.problems import require_reason
from services.enrollment.queries import disqualification as queries


async def file(transaction: Transaction, case_id: UUID, filing: Filing, words: str, by: By) -> int:
    """Take in what the trainee says, in time. Sent again it is the first one. Gives the version.

    Raises NotFoundError for anybody else, ConflictError `filed_too_late` after the deadline or `wrong_state`,
    InvalidError `reason_required`.
    """
    case, now = await queries.held(transaction.connection, case_id), clock.business()
    if case is None or case.trainee_id != by.person_id:
        raise not_found()
    rule = FILINGS[filing]
    if getattr(case, filing) is not None and case.state == rule.target:
        return int(case.version)
    if (fault := first_fault(FILE[filing], Speaking(case, filing, now))) is not None:
        raise fault
    require_reason(words, "words", Plan.model_validate(case.plan).writing.shortest_reason)
    moved = await take_in(transaction, case, rule.target, Filed(filing, words, by), now)
    return int(moved["version"])
