"""One member: leaving, transfer and completion."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from casework.gate import permitted
from chassis.errors import not_found
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from chassis.web.http import Caller, Reading, Tx
from contracts.authority import Right, may
from services.enrollment.api.member.views import MemberView, member_view
from services.enrollment.api.parts import Remark, Seeing
from services.enrollment.commands.member import end as commands
from services.enrollment.commands.member.transfer import transfer
from services.enrollment.commands.studio.dossier import establishing
from services.enrollment.domain.member import problems
from services.enrollment.domain.member.acts import OF_OFFICES, Act, own_acts
from services.enrollment.domain.member.roster import concerns
from services.enrollment.domain.words import MembershipEnd
from services.enrollment.queries import development_plan
from services.enrollment.queries.member import register
from services.enrollment.queries.member.membership import chain

router = APIRouter(tags=["members"])


class Leaving(BaseModel):
    """Why a trainee leaves."""

    model_config = ConfigDict(extra="forbid")

    reason: Remark


class Transfer(Leaving):
    """Where a trainee goes, and why."""

    studio_id: UUID


class Ended(BaseModel):
    """The membership is over."""

    membership_id: UUID
    studio_id: UUID
    state: MembershipEnd
    ended_at: datetime
    version: int


class Transferred(BaseModel):
    """The membership that began with the transfer."""

    membership_id: UUID
    studio_id: UUID
    transferred_at: datetime


class Completed(BaseModel):
    """The studio's members have completed."""

    completed: int = Field(description="How many were members.")
    completed_at: datetime


@router.get("/members/{membership_id}")
async def one_member(membership_id: UUID, seeing: Seeing, connection: Reading) -> MemberView:
    """One member with all plans, and the studios before and after."""
    row = await _concerning(membership_id, seeing, connection)
    plans = await development_plan.revisions(connection, membership_id)
    return member_view(row, plans, await chain(connection, row.application_id), seeing)


@router.post("/members/{membership_id}/leave")
async def leave(membership_id: UUID, wanted: Leaving, caller: Caller, seeing: Seeing, transaction: Tx) -> Ended:
    """Leave a studio: told by the trainee, or recorded by an office."""
    await require(membership_id, "leave", caller, seeing, transaction)
    ended = await commands.leave(transaction, membership_id, wanted.reason, caller.person_id)
    return Ended(**asdict(ended))


@router.post("/members/{membership_id}/transfer")
async def transfer_(
    membership_id: UUID, wanted: Transfer, caller: Caller, seeing: Seeing, transaction: Tx
) -> Transferred:
    """Transfer a trainee to another studio of the county that has room."""
    await require(membership_id, "transfer", caller, seeing, transaction)
    began = await transfer(transaction, membership_id, wanted.studio_id, wanted.reason, caller.person_id)
    return Transferred(**asdict(began))


@router.post("/studios/{studio_id}/members/complete")
async def complete(studio_id: UUID, caller: Caller, transaction: Tx) -> Completed:
    """Complete the memberships of a whole studio at the end of the cycle."""
    await establishing(transaction, caller, studio_id, Right.COMPLETE_MEMBERS)
    return Completed(**asdict(await commands.complete(transaction, studio_id, caller.person_id)))


async def require(membership_id: UUID, act: Act, caller: Actor, seeing: Seeing, transaction: Transaction) -> AnyRow:
    """The member; raises NotFoundError for one that is not the caller's to see, ForbiddenError for an act that is not theirs."""
    row = await _concerning(membership_id, seeing, transaction.connection)
    if act in own_acts(caller.person_id, row):
        return row
    right = OF_OFFICES.get(act)
    if right is None or caller.person_id == row.trainee_id or not may(right, seeing.offices, row.county):
        raise problems.not_yours()
    await permitted(transaction, caller, right, row.county, parties=(row.trainee_id,))
    return row


async def _concerning(membership_id: UUID, seeing: Seeing, connection: Reading) -> AnyRow:
    row = await register.member(connection, membership_id)
    if row is None or not concerns(seeing, row):
        raise not_found("没有这名学员，或您无权查看。", "There is no such member, or it is not yours to see.")
    return row
