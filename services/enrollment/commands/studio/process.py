"""A studio's establishment before its process: what offices decided is taken over, what is ready begins (Arts. 3, 4.1, 8.1)."""

from typing import Any
from uuid import UUID

from chassis import clock
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.cases import Plan
from contracts.commands.cases import NO_SUCH_CASE, WRONG_STATE, Stands
from contracts.commands.command import Refusal
from contracts.decisions import Settled
from contracts.events.enrollment import StudioRegistered
from services.enrollment.commands.case import taken_with
from services.enrollment.commands.studio.dossier import move
from services.enrollment.commands.studio.ready import unready
from services.enrollment.domain.guards import first_fault
from services.enrollment.domain.studio import states
from services.enrollment.domain.studio.guards import DECISIONS, Deciding
from services.enrollment.domain.words import StudioState
from services.enrollment.queries import known
from services.enrollment.queries.studio import life


async def look(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """How a studio's establishment stands; nothing is left to be done for one that was loaded, and not nominated."""
    studio = await life.stands(transaction.connection, case_id)
    if studio is None:
        return NO_SUCH_CASE
    return await _stands(transaction, studio, studio.state, studio.version, studio.plan)


async def record(transaction: Transaction, asked: Settled) -> Stands | Refusal:
    """Take a stage's decision over into the studio's state."""
    studio = await life.held(transaction.connection, asked.case_id)
    action = states.LIFE.decisions.get((asked.stage, asked.verb))
    if studio is None:
        return NO_SUCH_CASE
    if action is None:
        return WRONG_STATE
    school = await known.school(transaction.connection, studio.proposed_school_id)
    facts = Deciding(studio, action, asked.revision, school.county if school else None)
    if (refusal := first_fault(DECISIONS[action], facts)) is not None:
        return refusal
    columns: dict[str, Any] = {"taken": taken_with(studio.taken, asked)}
    if action == "confirm":
        columns |= {"base_school_id": studio.proposed_school_id, "base_school_name": studio.proposed_school_name}
    state = states.LIFE.target(action)
    version = await move(transaction, studio, state, by=None, at=clock.business(), by_run=True, **columns)
    return await _stands(transaction, studio, state, version)


async def proceed(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """Go on once a condition is met: a confirmed studio recruits, one with members and a window begins."""
    studio = await life.held(transaction.connection, case_id)
    if studio is None:
        return NO_SUCH_CASE
    if studio.case_no is None:
        return WRONG_STATE
    if studio.state == "BASE_CONFIRMED":
        version = await move(transaction, studio, "RECRUITING", by=None, at=clock.business(), by_run=True)
        _tell_registered(transaction, studio, version)
        return await _stands(transaction, studio, "RECRUITING", version)
    if studio.state != "RECRUITING" or await unready(transaction, studio) is not None:
        return WRONG_STATE
    version = await move(transaction, studio, "ACTIVE", by=None, at=clock.business(), by_run=True)
    return await _stands(transaction, studio, "ACTIVE", version)


def _tell_registered(transaction: Transaction, studio: AnyRow, version: int) -> None:
    said = StudioRegistered(
        studio_id=studio.id, name=studio.name, county=studio.county, host_id=studio.host_id, host_name=studio.host_name
    )
    transaction.emit(said, subject=studio.id, version=version)


async def _stands(
    transaction: Transaction, studio: AnyRow, state: StudioState, version: int, plan: dict[str, Any] | None = None
) -> Stands:
    finished = studio.case_no is None or state in states.ESTABLISHED
    ready = state == "BASE_CONFIRMED" or (
        state == "RECRUITING" and not finished and await unready(transaction, studio) is None
    )
    return Stands(
        finished=finished,
        state=state,
        version=version,
        revision=studio.revision,
        content_hash=studio.content_hash or "",
        plan=None if plan is None else Plan.model_validate(plan),
        proceed_in=0.0 if ready else None,
    )
