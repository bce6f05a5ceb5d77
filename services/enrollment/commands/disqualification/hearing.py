"""A case about a member's place, from the host's word to the end of an appeal (Art. 7.2). The case's row decides."""

from collections.abc import Mapping
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
from contracts.cases import CaseCard, Deed, Fact, Label, Plan, news_of
from contracts.commands.cases import Record, Stands
from contracts.commands.command import Refusal
from contracts.kinds import DISQUALIFICATION
from services.enrollment.commands.case import By, freeze
from services.enrollment.commands.member.end import end_membership, give_back
from services.enrollment.domain.case.refusal import NO_SUCH_CASE, STALE_REVISION, WRONG_STATE, not_yet, seconds_left
from services.enrollment.domain.disqualification import problems
from services.enrollment.domain.disqualification import states as rules
from services.enrollment.domain.words import DisqualificationState, Stage
from services.enrollment.models import Disqualification
from services.enrollment.models.base import AnyRow
from services.enrollment.queries import disqualification as queries

Filing = Literal["statement", "appeal"]
KIND = DISQUALIFICATION.name
News = news_of(DISQUALIFICATION.owner)
# What a filing is called in the log.
DEEDS: dict[Filing, str] = {"statement": "state", "appeal": "appeal"}
# The trainee waits for these.
OUTCOMES = frozenset({"DISQUALIFIED", "DISMISSED", "UPHELD", "OVERTURNED", "CORRECTED"})


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


async def look(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """How a case about a member's place stands."""
    row = await queries.stands(transaction.connection, case_id)
    return NO_SUCH_CASE if row is None else _stands(dict(row._mapping), clock.business(), Plan.model_validate(row.plan))


async def record(transaction: Transaction, asked: Record) -> Stands | Refusal:
    """Take a stage's decision over into the case's state."""
    case, now = await queries.held(transaction.connection, asked.case_id), clock.business()
    action = rules.DECISIONS.get((asked.stage, asked.verb))
    if case is None:
        return NO_SUCH_CASE
    if action is None or case.state not in rules.sources(action):
        return WRONG_STATE
    if case.revision != asked.revision:
        return STALE_REVISION
    return _stands(await move(transaction, case, rules.target(action), now, by_run=True), now)


async def proceed(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """Go on once the time for a statement, or for an appeal, is over."""
    case, now = await queries.held(transaction.connection, case_id), clock.business()
    if case is None:
        return NO_SUCH_CASE
    if case.until is None or not is_running(dict(case._mapping)):
        return WRONG_STATE
    if now < case.until:
        return not_yet(now, case.until)
    if case.state == "HOST_CONFIRMED":
        return _stands(await move(transaction, case, "STATEMENT", now, by_run=True), now)
    return _stands(await move(transaction, case, "DISQUALIFIED", now, by_run=True, appeal_closed_at=now), now)


def _stands(case: Mapping[str, Any], now: datetime, plan: Plan | None = None) -> Stands:
    return Stands(
        finished=not is_running(case),
        state=case["state"],
        version=case["version"],
        revision=case["revision"],
        content_hash=case["content_hash"],
        plan=plan,
        proceed_in=seconds_left(now, case["until"]),
    )


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
    if case.state != rule.state or not is_running(dict(case._mapping)):
        raise problems.wrong_state(case.state, case.state_since)
    moved = await move(transaction, case, rule.target, now, by=by, said=(filing, words))
    return int(moved["version"])


def is_running(case: Mapping[str, Any]) -> bool:
    """Whether anything may still become of the case."""
    return case["state"] in rules.RUNNING or (case["state"] == "DISQUALIFIED" and case["appeal_closed_at"] is None)


async def move(
    transaction: Transaction,
    case: AnyRow,
    state: DisqualificationState,
    now: datetime,
    *,
    by: By | None = None,
    said: tuple[Filing, str] | None = None,
    by_run: bool = False,
    **columns: Any,
) -> dict[str, Any]:
    """Put the case, which is held, into another state, and the membership where that leaves it; gives the case as it is then.

    What was `said` becomes part of a new revision, which is what offices then judge.
    """
    plan = Plan.model_validate(case.plan)
    changed: dict[str, Any] = {"state": state, "state_since": now, "version": case.version + 1, "until": None} | columns
    if state in WAITING and "appeal_closed_at" not in columns:
        changed["until"] = after(now, plan.stage(WAITING[state]).deadline)
    content = None
    if said is not None and by is not None:
        filing, words = said
        content = await queries.newest_content(transaction.connection, case.id) | {filing: words}
        revision = case.revision + 1
        hash_ = await freeze(transaction, case.id, revision, content, by, now)
        changed |= {filing: words, "revision": revision, "content_hash": hash_}
    await transaction.execute(update(Disqualification).where(Disqualification.id == case.id).values(changed))
    await _settle_place(transaction, case, state, now)
    moved = dict(case._mapping) | changed
    shown = None if content is None else card(moved, plan, content["studio_name"], content["school_name"])
    tell(transaction, moved, now, by_run=by_run, deed=_deed(state, said, by), shown=shown)
    return moved


def _deed(state: DisqualificationState, said: tuple[Filing, str] | None, by: By | None) -> Deed | None:
    if said is not None and by is not None:
        return Deed(verb=DEEDS[said[0]], actor_id=by.person_id, actor_name=by.name)
    return Deed(verb="correct") if state == "CORRECTED" else None


def tell(
    transaction: Transaction,
    case: Mapping[str, Any],
    now: datetime,
    *,
    by_run: bool = False,
    opens: bool = False,
    deed: Deed | None = None,
    shown: CaseCard | None = None,
) -> None:
    """Tell of the case as it is now; the trainee waits for what becomes of it."""
    state = case["state"]
    said = News(
        case_id=case["id"],
        kind=KIND,
        state=state,
        version=case["version"],
        at=now,
        opens=opens,
        finished=not is_running(case),
        by_run=by_run,
        cause="corrected" if state == "CORRECTED" else "done",
        until=case["until"],
        deed=deed,
        card=shown,
        tells=(case["trainee_id"],) if state in OUTCOMES else (),
    )
    transaction.emit(said, subject=case["id"], version=case["version"])


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
        facts=(
            Fact(
                name="trainee",
                label=Label(zh="当事学员", en="Trainee concerned"),
                value=case["trainee_name"],
                type="person",
            ),
            Fact(name="school", label=Label(zh="所在学校", en="School"), value=school_name),
            Fact(name="studio", label=Label(zh="工作室", en="Studio"), value=studio_name),
            Fact(name="truancies", label=Label(zh="旷课次数", en="Truancies"), value=str(case["truancies"])),
        ),
        revision=case["revision"],
        content_hash=case["content_hash"],
        plan=plan,
    )
