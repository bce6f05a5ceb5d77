"""The commands processes may send to enrollment."""

from casework.owner import answering
from chassis import clock
from chassis.bus.responders import Responders
from chassis.store.database import Transaction
from contracts.commands.cases import WRONG_STATE
from contracts.commands.command import Refusal
from contracts.commands.enrollment import CLOSE_ROUND, CloseRound, RoundEnded
from services.enrollment.cases import OWNERS
from services.enrollment.commands.round.close import settle_closing
from services.enrollment.domain.case.refusal import not_yet
from services.enrollment.queries.round import standing as rounds


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


RESPONDERS: Responders = answering("enrollment", OWNERS) | {CLOSE_ROUND: close_round}
