"""A case about a member's place, from the host's word to the end of an appeal (Art. 7.2). The case's row decides."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import update

from chassis import clock
from chassis.errors import ConflictError, not_found
from chassis.store.database import Transaction
from chassis.working_days import after
from contracts.cases import CaseCard, Plan
from contracts.commands.casework import CaseMoved, Proceed, RecordCaseDecision
from contracts.commands.command import Refusal
from contracts.events.enrollment import DisqualificationProgressed, DisqualificationState
from contracts.processes.disqualification import KIND
from contracts.rules import Stage
from services.enrollment.commands.case import By, freeze
from services.enrollment.commands.member.end import end_membership, give_back
from services.enrollment.domain.case.refusal import not_yet
from services.enrollment.domain.disqualification import problems
from services.enrollment.domain.disqualification import states as rules
from services.enrollment.models import Disqualification
from services.enrollment.models.base import AnyRow
from services.enrollment.queries import disqualification as queries

Filing = Literal["statement", "appeal"]


@dataclass(frozen=True)
class FilingRule:
    """A filing: the state in which it is taken in, the state it leads to, and the stage whose deadline it has."""

    state: DisqualificationState
    target: DisqualificationState
    stage: Stage


FILINGS: dict[Filing, FilingRule] = {
    "statement": FilingRule("HOST_CONFIRMED", "STATEMENT", "statement"),
    "appeal": FilingRule("DISQUALIFIED", "APPEAL", "appeal_filing"),
}
# Entering one of these opens a time in which the trainee may speak.
WAITING: dict[DisqualificationState, Stage] = {filing.state: filing.stage for filing in FILINGS.values()}


async def record_decision(transaction: Transaction, asked: RecordCaseDecision) -> CaseMoved | Refusal:
    """Take a stage's decision over into the case's state."""
    case = await queries.held(transaction.connection, asked.case_id)
    action = rules.DECISIONS.get((asked.stage, asked.verb))
    if case is None or action is None or case.state not in rules.sources(action):
        return Refusal(code="wrong_state")
    if case.revision != asked.revision:
        return Refusal(code="stale_revision")
    await move(transaction, case, rules.target(action), clock.business())
    return CaseMoved(state=rules.target(action))


async def proceed(transaction: Transaction, asked: Proceed) -> CaseMoved | Refusal:
    """Go on once the time for a statement, or for an appeal, is over."""
    case, now = await queries.held(transaction.connection, asked.case_id), clock.business()
    if case is None or case.until is None or not is_running(case):
        return Refusal(code="wrong_state")
    if now < case.until:
        return not_yet(now, case.until)
    if case.state == "HOST_CONFIRMED":
        await move(transaction, case, "STATEMENT", now)
        return CaseMoved(state="STATEMENT")
    await move(transaction, case, "DISQUALIFIED", now, appeal_closed_at=now)
    return CaseMoved(state="DISQUALIFIED")


async def file(transaction: Transaction, case_id: UUID, filing: Filing, words: str, by: By) -> int:
    """The trainee states their case, or appeals, in time. Sent again it is the first one. Gives the version.

    Raises NotFoundError for anybody else, ConflictError `filed_too_late` after the deadline or `wrong_state`.
    """
    case, now = await queries.held(transaction.connection, case_id), clock.business()
    if case is None or case.trainee_id != by.person_id:
        raise not_found()
    rule = FILINGS[filing]
    if getattr(case, filing) is not None and case.state == rule.target:
        return int(case.version)
    if case.state == rule.state and case.until is not None and now >= case.until:
        raise problems.too_late(filing, case.until)
    if case.state != rule.state or not is_running(case):
        raise problems.wrong_state(case.state, case.state_since)
    return await move(transaction, case, rule.target, now, by=by, said=(filing, words))


def is_running(case: AnyRow) -> bool:
    """Whether anything may still become of the case."""
    return case.state in rules.RUNNING or (case.state == "DISQUALIFIED" and case.appeal_closed_at is None)


async def move(
    transaction: Transaction,
    case: AnyRow,
    state: DisqualificationState,
    now: datetime,
    *,
    by: By | None = None,
    said: tuple[Filing, str] | None = None,
    **columns: Any,
) -> int:
    """Put the case, which is held, into another state, and the membership where that leaves it; gives the version.

    What was `said` becomes part of a new revision, which is what offices then judge.
    """
    plan = Plan.model_validate(case.plan)
    changed: dict[str, Any] = {"state": state, "state_since": now, "version": case.version + 1, "until": None} | columns
    if state in WAITING and "appeal_closed_at" not in columns:
        planned = next(planned for planned in plan.stages if planned.stage == WAITING[state])
        changed["until"] = after(now, planned.deadline)
    content = None
    if said is not None and by is not None:
        filing, words = said
        content = await queries.newest_content(transaction.connection, case.id) | {filing: words}
        revision = case.revision + 1
        hash_ = await freeze(transaction, case.id, revision, content, by, now)
        changed |= {filing: words, "revision": revision, "content_hash": hash_}
    await transaction.execute(update(Disqualification).where(Disqualification.id == case.id).values(changed))
    await _settle_place(transaction, case, state, now)
    shown = None
    if content is not None:
        shown = card(dict(case._mapping) | changed, plan, content["studio_name"], content["school_name"])
    progressed = DisqualificationProgressed(
        case_id=case.id,
        membership_id=case.membership_id,
        state=state,
        version=changed["version"],
        until=changed["until"],
        acted_by=by.person_id if by else None,
        closed=changed.get("appeal_closed_at") is not None,
        card=shown,
    )
    transaction.emit(progressed, subject=case.id, version=changed["version"])
    return int(changed["version"])


async def _settle_place(transaction: Transaction, case: AnyRow, state: DisqualificationState, now: datetime) -> None:
    lost, was_lost = state in rules.PLACE_LOST, case.state in rules.PLACE_LOST
    if lost and not was_lost:
        # Who has left meanwhile has no place to lose; the decision stands all the same.
        with suppress(ConflictError):
            await end_membership(transaction, case.membership_id, "DISQUALIFIED", case.case_no, now)
    if was_lost and not lost:
        await give_back(transaction, case.membership_id, now)


def card(case: dict[str, Any], plan: Plan, studio_name: str, school_name: str) -> CaseCard:
    """The case as approvals shows it: the trainee's own, so not the trainee's to decide."""
    return CaseCard(
        case_id=case["id"],
        case_no=case["case_no"],
        kind=KIND,
        title=f"{case['trainee_name']}无故缺席{case['truancies']}次，拟取消学员学习资格",
        applicant_id=case["trainee_id"],
        applicant_name=case["trainee_name"],
        parties=(case["trainee_id"],),
        school_name=school_name,
        studio_id=case["studio_id"],
        studio_name=studio_name,
        county=case["county"],
        revision=case["revision"],
        content_hash=case["content_hash"],
        plan=plan,
    )
