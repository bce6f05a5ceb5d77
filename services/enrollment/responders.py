"""The commands processes may send to enrollment."""

from chassis import clock
from chassis.db import Transaction
from chassis.responders import Responders
from contracts.cases import Plan
from contracts.commands.command import Refusal
from contracts.commands.enrollment import (
    ADMIT,
    CLOSE_ROUND,
    LAPSE,
    OPEN_PROCESS,
    RECORD_DECISION,
    CloseRound,
    OpenProcess,
    ProcessOpened,
    RoundEnded,
)
from services.enrollment.commands.process import admit, lapse, record_decision
from services.enrollment.commands.rounds import settle_closing
from services.enrollment.domain.standing import not_yet
from services.enrollment.domain.states import FINAL
from services.enrollment.queries import rounds, standings


async def open_process(transaction: Transaction, asked: OpenProcess) -> ProcessOpened | Refusal:
    """The facts a run needs, and whether there is anything left to run."""
    row = await standings.opening(transaction.connection, asked.application_id)
    if row is None:
        return Refusal(code="wrong_state")
    return ProcessOpened(
        finished=row.state in FINAL,
        case_no=row.case_no,
        county=row.county,
        studio_id=row.studio_id,
        state=row.state,
        revision=row.revision,
        content_hash=row.content_hash,
        plan=Plan.model_validate(row.plan),
    )


async def close_round(transaction: Transaction, asked: CloseRound) -> RoundEnded | Refusal:
    """Close a round whose time is up; `not_yet` where it was extended meanwhile."""
    closed_at = await settle_closing(transaction, asked.round_id, only_if_due=True)
    if closed_at is not None:
        return RoundEnded(closed_at=closed_at)
    found = await rounds.round_row(transaction.connection, asked.round_id)
    if found is None:
        return Refusal(code="wrong_state")
    if found.closed_at is not None:
        return RoundEnded(closed_at=found.closed_at)
    return not_yet(clock.business(), found.closes_at)


RESPONDERS: Responders = {
    OPEN_PROCESS: open_process,
    RECORD_DECISION: record_decision,
    ADMIT: admit,
    LAPSE: lapse,
    CLOSE_ROUND: close_round,
}
