"""The trainee states their case, or appeals (Art. 7.2)."""

from uuid import UUID

from chassis import clock
from chassis.errors import not_found
from chassis.store.database import Transaction
from contracts.cases import Plan
from services.enrollment.commands.case import By
from services.enrollment.commands.disqualification.dossier import Filed, take_in
from services.enrollment.domain.disqualification import problems
from services.enrollment.domain.disqualification.filing import FILINGS, Filing
from services.enrollment.domain.disqualification.states import is_running
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
    if case.state == rule.state and case.until is not None and now >= case.until:
        raise problems.too_late(filing, case.until)
    if case.state != rule.state or not is_running(case.state, case.appeal_closed_at):
        raise problems.wrong_state(case.state, case.state_since)
    require_reason(words, "words", Plan.model_validate(case.plan).writing.shortest_reason)
    moved = await take_in(transaction, case, rule.target, Filed(filing, words, by), now)
    return int(moved["version"])
