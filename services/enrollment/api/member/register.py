"""The register of members, the own memberships, and studios that have too few members."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chassis.web.fields import After, Limit, SearchText
from chassis.web.http import Caller, Reading
from services.enrollment.api.member.views import Registered, registered
from services.enrollment.api.parts import CAP, PAGE, CountedPage, County, Items, Seeing, View
from services.enrollment.domain.development_plan.states import PlanState
from services.enrollment.domain.words import MembershipState
from services.enrollment.queries.member import alerts, register

router = APIRouter(tags=["members"])


class MemberQuery(BaseModel):
    """What the register is narrowed to; `plan` is the state of the newest plan, or `NONE`."""

    county: County | None = None
    studio_id: UUID | None = None
    state: MembershipState | None = None
    plan: PlanState | Literal["NONE"] | None = None
    q: SearchText = None

    def narrowed(self) -> register.MemberFilter:
        """As the query takes it."""
        return register.MemberFilter(**{name: getattr(self, name) for name in MemberQuery.model_fields})


class MemberPage(MemberQuery):
    """A page of the register."""

    after: After = None
    limit: Limit = PAGE


class AlertShown(View):
    """A studio that has too few members; `members` are those of today."""

    id: UUID
    studio_id: UUID
    raised_at: datetime
    minimum: int
    members: int
    studio_name: str
    host_name: str
    county: str
    county_name: str | None


@router.get("/members")
async def list_members(
    seeing: Seeing, connection: Reading, wanted: Annotated[MemberPage, Query()]
) -> CountedPage[Registered]:
    """The register (学员名册) of what the caller's offices look after, by county, studio and admission."""
    narrowed = wanted.narrowed()
    page = await register.register(
        connection,
        seeing,
        narrowed,
        lambda row: Registered(**registered(row, seeing)),
        wanted.after,
        wanted.limit,
    )
    count = await register.count_up_to(connection, seeing, narrowed, CAP + 1)
    return CountedPage[Registered].counted(page, count)


@router.get("/members/mine")
async def own_memberships(caller: Caller, seeing: Seeing, connection: Reading) -> Items[Registered]:
    """The caller's own memberships, the latest first."""
    rows = await register.memberships_of(connection, caller.person_id)
    return Items(items=[Registered(**registered(row, seeing)) for row in rows])


@router.get("/members/alerts")
async def open_alerts(seeing: Seeing, connection: Reading) -> Items[AlertShown]:
    """Studios that have fallen below the least number of members (Art. 4.1): a county's own, for the city all."""
    rows = await alerts.open_alerts(connection, seeing)
    return Items(items=[AlertShown.of(row) for row in rows])
