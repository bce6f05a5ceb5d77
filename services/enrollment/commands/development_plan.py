"""Development plans: handed in by the trainee, revision by revision, and agreed to or returned by the host (Arts. 5.2, 6.1)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert as plain_insert
from sqlalchemy import update

from chassis import clock
from chassis.errors import not_found
from chassis.formats import NewFile
from chassis.ids import uuid7
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from chassis.store.files import keep_content
from contracts.events.enrollment import PlanConfirmed
from services.enrollment.domain.development_plan import problems as plan_problems
from services.enrollment.domain.development_plan.fields import check_plan, titled
from services.enrollment.domain.development_plan.states import DECIDED, PlanVerb
from services.enrollment.domain.member import problems
from services.enrollment.models import DevelopmentPlan, Membership
from services.enrollment.queries import development_plan as queries
from services.enrollment.queries.member import membership as members


@dataclass(frozen=True)
class NewPlan:
    """What a trainee hands in; the type of the file was found in its bytes."""

    title: str
    years: int
    file: NewFile


@dataclass(frozen=True)
class PlanDecision:
    """What the host decides about the revision that was read."""

    revision: int
    sha256: str
    verb: PlanVerb
    opinion: str


async def hand_in(transaction: Transaction, membership_id: UUID, trainee_id: UUID, plan: NewPlan) -> AnyRow:
    """Add a revision, which replaces one that waits for the host. The same file again while it waits changes nothing.

    Raises InvalidError `invalid_plan`, NotFoundError, ConflictError `membership_ended`.
    """
    check_plan(plan.title, plan.years)
    own = await queries.hold_own(transaction.connection, membership_id, trainee_id)
    if own is None:
        raise not_found()
    if own.state != "ACTIVE":
        raise problems.membership_ended(own.state, own.ended_at, transferred=own.transferred_to is not None)
    before = await queries.newest(transaction.connection, membership_id)
    if before is not None and before.state == "SUBMITTED":
        if (before.sha256, before.title, before.years) == (plan.file.sha256, titled(plan.title), plan.years):
            return before
        await _supersede(transaction, before.id)
    return await _add(transaction, membership_id, plan, 1 if before is None else before.revision + 1)


async def _supersede(transaction: Transaction, plan_id: UUID) -> None:
    """Whoever decides at this moment comes first, or finds it replaced."""
    waiting = update(DevelopmentPlan).where(DevelopmentPlan.id == plan_id, DevelopmentPlan.state == "SUBMITTED")
    await transaction.execute(waiting.values(state="SUPERSEDED"))


async def _add(transaction: Transaction, membership_id: UUID, plan: NewPlan, revision: int) -> AnyRow:
    await keep_content(transaction, plan.file)
    row = {
        "id": uuid7(),
        "membership_id": membership_id,
        "revision": revision,
        "title": titled(plan.title),
        "years": plan.years,
        "state": "SUBMITTED",
        "name": plan.file.name,
        "media_type": plan.file.media_type,
        "size": plan.file.size,
        "sha256": plan.file.sha256,
        "uploaded_at": clock.business(),
    }
    adding = plain_insert(DevelopmentPlan).values(row).returning(*DevelopmentPlan.__table__.columns)
    return (await transaction.execute(adding)).one()


async def decide(transaction: Transaction, membership_id: UUID, host_id: UUID, decision: PlanDecision) -> AnyRow:
    """Confirm or return the very revision that was read. The same decision by the same host again gets the first answer.

    Raises InvalidError `opinion_missing`, NotFoundError, ConflictError `another_file`, `plan_decided`, `membership_ended`.
    """
    if decision.verb == "return" and not decision.opinion.strip():
        raise plan_problems.opinion_missing()
    now = clock.business()
    deciding = (
        update(DevelopmentPlan)
        .where(
            DevelopmentPlan.membership_id == membership_id,
            DevelopmentPlan.revision == decision.revision,
            DevelopmentPlan.sha256 == decision.sha256,
            DevelopmentPlan.state == "SUBMITTED",
            DevelopmentPlan.membership_id == Membership.id,
            Membership.state == "ACTIVE",
        )
        .values(
            state=DECIDED[decision.verb], decided_at=now, decided_by=host_id, opinion=decision.opinion.strip() or None
        )
        .returning(*DevelopmentPlan.__table__.columns, Membership.studio_id, Membership.trainee_id)
    )
    row: AnyRow | None = (await transaction.execute(deciding)).one_or_none()
    if row is None:
        return await _decided_before(transaction, membership_id, host_id, decision)
    if row.state == "CONFIRMED":
        _tell(transaction, row)
    return row


def _tell(transaction: Transaction, row: AnyRow) -> None:
    confirmed = PlanConfirmed(
        plan_id=row.id,
        membership_id=row.membership_id,
        studio_id=row.studio_id,
        trainee_id=row.trainee_id,
        revision=row.revision,
        sha256=row.sha256,
        confirmed_at=row.decided_at,
    )
    transaction.emit(confirmed, subject=row.id, version=1)


async def _decided_before(
    transaction: Transaction, membership_id: UUID, host_id: UUID, decision: PlanDecision
) -> AnyRow:
    row = await queries.revision(transaction.connection, membership_id, decision.revision)
    if row is None:
        raise not_found()
    if row.sha256 != decision.sha256:
        raise plan_problems.another_file(row.revision, row.sha256)
    if (row.state, row.decided_by) == (DECIDED[decision.verb], host_id):
        return row
    if row.state == "SUBMITTED":
        over = await members.membership(transaction.connection, membership_id)
        assert over is not None
        raise problems.membership_ended(over.state, over.ended_at, transferred=over.transferred_to is not None)
    newest = await queries.newest(transaction.connection, membership_id)
    assert newest is not None
    raise plan_problems.plan_decided(row.state, row.decided_at or newest.uploaded_at, newest.revision)
