"""The commands processes may send to enrollment."""

from chassis import clock
from chassis.bus.responders import Responders
from chassis.store.database import Transaction
from contracts.cases import Plan
from contracts.commands.casework import (
    OPEN_DISQUALIFICATION,
    OPEN_STUDIO,
    PROCEED_DISQUALIFICATION,
    PROCEED_STUDIO,
    RECORD_DISQUALIFICATION_DECISION,
    RECORD_STUDIO_DECISION,
    CaseStands,
    OpenCase,
)
from contracts.commands.command import Refusal
from contracts.commands.enrollment import (
    ADMIT,
    ASK_STANDING,
    CLOSE_ROUND,
    LAPSE,
    RECORD_DECISION,
    ApplicationStands,
    AskStanding,
    CloseRound,
    RoundEnded,
)
from services.enrollment.commands.application.admit import admit
from services.enrollment.commands.application.decide import record_decision
from services.enrollment.commands.application.lapse import lapse
from services.enrollment.commands.disqualification import hearing
from services.enrollment.commands.round.close import settle_closing
from services.enrollment.commands.studio import establish
from services.enrollment.domain.application.states import FINAL
from services.enrollment.domain.case.refusal import not_yet
from services.enrollment.domain.studio.states import ESTABLISHED
from services.enrollment.queries import disqualification
from services.enrollment.queries.application import standing as standings
from services.enrollment.queries.round import standing as rounds
from services.enrollment.queries.studio import life


async def ask_standing(transaction: Transaction, asked: AskStanding) -> ApplicationStands | Refusal:
    """What a run goes by now, and whether there is anything left to run."""
    row = await standings.of_run(transaction.connection, asked.application_id)
    if row is None:
        return Refusal(code="wrong_state")
    return ApplicationStands(
        finished=row.state in FINAL,
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


async def open_studio(transaction: Transaction, asked: OpenCase) -> CaseStands | Refusal:
    """How a studio's establishment stands; one that was loaded, and not nominated, has none."""
    row = await life.stands(transaction.connection, asked.case_id)
    if row is None:
        return Refusal(code="wrong_state")
    return CaseStands(
        finished=row.plan is None or row.state in ESTABLISHED,
        state=row.state,
        version=row.version,
        case_no=row.case_no or "",
        county=row.county,
        studio_id=row.id,
        revision=row.revision,
        content_hash=row.content_hash or "",
        plan=NO_PLAN if row.plan is None else Plan.model_validate(row.plan),
    )


async def open_disqualification(transaction: Transaction, asked: OpenCase) -> CaseStands | Refusal:
    """How a case about a member's place stands."""
    row = await disqualification.stands(transaction.connection, asked.case_id)
    if row is None:
        return Refusal(code="wrong_state")
    left = None if row.until is None else max((row.until - clock.business()).total_seconds(), 0.0)
    return CaseStands(
        finished=not hearing.is_running(row),
        state=row.state,
        version=row.version,
        case_no=row.case_no,
        county=row.county,
        studio_id=row.studio_id,
        revision=row.revision,
        content_hash=row.content_hash,
        plan=Plan.model_validate(row.plan),
        proceed_in=left,
    )


NO_PLAN = Plan(rule_set_version=0, stages=())

RESPONDERS: Responders = {
    OPEN_DISQUALIFICATION: open_disqualification,
    RECORD_DISQUALIFICATION_DECISION: hearing.record_decision,
    PROCEED_DISQUALIFICATION: hearing.proceed,
    OPEN_STUDIO: open_studio,
    RECORD_STUDIO_DECISION: establish.record_decision,
    PROCEED_STUDIO: establish.proceed,
    ASK_STANDING: ask_standing,
    RECORD_DECISION: record_decision,
    ADMIT: admit,
    LAPSE: lapse,
    CLOSE_ROUND: close_round,
}
