"""The commands processes may send to enrollment."""

from chassis import clock
from chassis.bus.responders import Responders
from chassis.store.database import Transaction
from contracts.commands.cases import Look, Proceed, Record, Stands, commands_of
from contracts.commands.command import Refusal
from contracts.commands.enrollment import CLOSE_ROUND, CloseRound, RoundEnded
from services.enrollment.cases import OWNERS
from services.enrollment.commands.round.close import settle_closing
from services.enrollment.domain.case.refusal import NO_SUCH_CASE, WRONG_STATE, not_yet
from services.enrollment.queries.case import has_taken
from services.enrollment.queries.round import standing as rounds


async def look(transaction: Transaction, asked: Look) -> Stands | Refusal:
    """How a case stands."""
    owner = OWNERS.get(asked.kind)
    return NO_SUCH_CASE if owner is None else await owner.look(transaction, asked.case_id)


async def record(transaction: Transaction, asked: Record) -> Stands | Refusal:
    """Take what was decided at a stage over into the case's state.

    One that was taken over before has not come second, whatever has become of the case since: a run made anew asks again.
    """
    owner = OWNERS.get(asked.kind)
    if owner is None:
        return NO_SUCH_CASE
    given = await owner.record(transaction, asked)
    if not isinstance(given, Refusal):
        return given
    before = await has_taken(
        transaction.connection, owner.table, asked.case_id, [each.decision_id for each in asked.decisions]
    )
    return await owner.look(transaction, asked.case_id) if before else given


async def proceed(transaction: Transaction, asked: Proceed) -> Stands | Refusal:
    """Go on where nothing but time, or a condition that now holds, was waited for."""
    owner = OWNERS.get(asked.kind)
    return NO_SUCH_CASE if owner is None else await owner.proceed(transaction, asked.case_id)


async def close_round(transaction: Transaction, asked: CloseRound) -> RoundEnded | Refusal:
    """Close a round whose time is up; `not_yet` where it was extended meanwhile."""
    closed_at = await settle_closing(transaction, asked.round_id, only_if_due=True)
    if closed_at is not None:
        return RoundEnded(closed_at=closed_at)
    found = await rounds.round_row(transaction.connection, asked.round_id)
    if found is None:
        return WRONG_STATE
    if found.closed_at is not None:
        return RoundEnded(closed_at=found.closed_at)
    return not_yet(clock.business(), found.closes_at)


CASES = commands_of("enrollment")
RESPONDERS: Responders = {
    CASES.look: look,
    CASES.record: record,
    CASES.proceed: proceed,
    CLOSE_ROUND: close_round,
}
