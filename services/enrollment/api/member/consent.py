"""A member's own decision to be named in the studio's window, or not."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from chassis.web.http import Caller, Tx
from services.enrollment.commands.member.consent import decide_consent

router = APIRouter(tags=["windows"])


class Consented(BaseModel):
    """Whether a member may be named in the window, and since when they said so."""

    membership_id: UUID
    shown: bool
    since: datetime | None


class Decision(BaseModel):
    """Whether the trainee wants to be named."""

    model_config = ConfigDict(extra="forbid")

    shown: bool


@router.put("/memberships/{membership_id}/consent")
async def consent(membership_id: UUID, decision: Decision, caller: Caller, transaction: Tx) -> Consented:
    """Be named in the studio's window, or not; the trainee alone decides."""
    decided = await decide_consent(transaction, membership_id, caller.person_id, shown=decision.shown)
    return Consented(membership_id=membership_id, shown=decided.shown, since=decided.since)
