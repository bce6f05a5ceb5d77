"""A case about a member's place before its process: from the host's word to the end of an appeal (Art. 7.2). The row decides."""

from uuid import UUID

from chassis import clock
from chassis.store.database import Transaction
from contracts.cases import Plan
from contracts.commands.cases import NO_SUCH_CASE, WRONG_STATE, Stands
from contracts.commands.command import Refusal
from contracts.decisions import Settled
from services.enrollment.commands.case import taken_with
from services.enrollment.commands.disqualification.dossier import move
from services.enrollment.domain.disqualification import card, states
from services.enrollment.domain.disqualification.filing import Filing
from services.enrollment.domain.disqualification.guards import DECISIONS, PROCEED, Deciding, Speaking
from services.enrollment.domain.guards import first_fault
from services.enrollment.queries import disqualification as queries


async def look(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """How a case about a member's place stands."""
    row = await queries.stands(transaction.connection, case_id)
    if row is None:
        return NO_SUCH_CASE
    return card.stands(dict(row._mapping), clock.business(), Plan.model_validate(row.plan))


async def record(transaction: Transaction, asked: Settled) -> Stands | Refusal:
    """Take a stage's decision over into the case's state, and the place where that leaves it."""
    case, now = await queries.held_with_place(transaction.connection, asked.case_id), clock.business()
    action = states.LIFE.decisions.get((asked.stage, asked.verb))
    if case is None:
        return NO_SUCH_CASE
    if action is None:
        return WRONG_STATE
    if (refusal := first_fault(DECISIONS[action], Deciding(case, action, asked.revision))) is not None:
        return refusal
    taken = taken_with(case.taken, asked)
    return card.stands(await move(transaction, case, states.LIFE.target(action), now, by_run=True, taken=taken), now)


async def proceed(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """Go on once the time for a statement, or for an appeal, is over."""
    case, now = await queries.held(transaction.connection, case_id), clock.business()
    if case is None:
        return NO_SUCH_CASE
    filing: Filing = "statement" if case.state == "HOST_CONFIRMED" else "appeal"
    if (refusal := first_fault(PROCEED["proceed"], Speaking(case, filing, now))) is not None:
        return refusal
    if case.state == "HOST_CONFIRMED":
        return card.stands(await move(transaction, case, "STATEMENT", now, by_run=True), now)
    return card.stands(await move(transaction, case, "DISQUALIFIED", now, by_run=True, appeal_closed_at=now), now)
