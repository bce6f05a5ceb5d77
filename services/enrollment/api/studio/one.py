"""One studio, its roster and its cap."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis import clock
from chassis.store.base import AnyRow
from chassis.web.http import Caller, Reading, Tx
from contracts.authority import Right, may
from services.enrollment.api.member.views import MemberShown
from services.enrollment.api.parts import Because, Seeing
from services.enrollment.api.studio.register import MOST_MEMBERS
from services.enrollment.api.studio.views import CapSet, Roster, StudioShown
from services.enrollment.commands.studio.cap import set_cap
from services.enrollment.commands.studio.dossier import establishing
from services.enrollment.domain.member.roster import seen_members
from services.enrollment.domain.studio.problems import no_such_studio
from services.enrollment.queries.member import register
from services.enrollment.queries.studio import seen as queries

router = APIRouter(tags=["studios"])


class Cap(BaseModel):
    """How many members a studio takes, and why so many."""

    model_config = ConfigDict(extra="forbid")

    soft_cap: int = Field(ge=1, le=MOST_MEMBERS)
    reason: Because


@router.get("/studios/{studio_id}")
async def one_studio(studio_id: UUID, seeing: Seeing, connection: Reading) -> StudioShown:
    """One studio."""
    return StudioShown.of(await seen(connection, seeing, studio_id))


@router.put("/studios/{studio_id}/cap")
async def put_cap(studio_id: UUID, wanted: Cap, caller: Caller, transaction: Tx) -> CapSet:
    """Set how many members the studio takes: a soft cap, which the municipal office may raise with a reason."""
    by = await establishing(transaction, caller, studio_id, Right.SET_CAP)
    await set_cap(transaction, studio_id, wanted.soft_cap, wanted.reason, by)
    return CapSet(studio_id=studio_id, soft_cap=wanted.soft_cap)


@router.get("/studios/{studio_id}/roster")
async def roster(studio_id: UUID, seeing: Seeing, connection: Reading) -> Roster:
    """The members the caller may see by name, former ones too; `members` counts those of today."""
    row = await seen(connection, seeing, studio_id)
    items = seen_members(seeing, await register.roster(connection, studio_id))
    acts = ["complete"] if row.members and may(Right.COMPLETE_MEMBERS, seeing.offices) else []
    shown = [MemberShown(**item) for item in items]
    return Roster(studio=StudioShown.of(row), members=row.members, items=shown, may=acts)


async def seen(connection: Reading, seeing: Seeing, studio_id: UUID) -> AnyRow:
    """The studio with its numbers. Raises NotFoundError where there is none for this person."""
    row = await queries.studio(connection, seeing, studio_id, clock.business())
    if row is None:
        raise no_such_studio()
    return row
