"""Members as they are told: in the roster, with their studio in the register, and one of them with plans and history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from chassis.store.base import AnyRow
from services.enrollment.api.parts import View
from services.enrollment.domain.development_plan.states import PlanState
from services.enrollment.domain.member.acts import Act
from services.enrollment.domain.member.roster import shown_member
from services.enrollment.domain.sight import Sight
from services.enrollment.domain.words import MembershipState


class NewestPlan(View):
    """The newest revision of a member's development plan."""

    revision: int
    title: str
    years: int
    state: PlanState
    sha256: str
    uploaded_at: datetime
    decided_at: datetime | None


class MemberShown(View):
    """A member in the roster; the plan only for those it concerns."""

    membership_id: UUID
    trainee_id: UUID
    case_no: str
    name: str
    school_name: str
    state: MembershipState
    state_since: datetime
    admitted_at: datetime
    ended_at: datetime | None
    phone: str
    sees_plan: bool
    plan: NewestPlan | None
    may: list[Act]


class StudioOfMember(View):
    """The studio of a membership."""

    id: UUID
    name: str
    host_id: UUID
    host_name: str


class Registered(MemberShown):
    """A member in the register."""

    county: str
    county_name: str | None
    studio: StudioOfMember


class PlanTaken(View):
    """A revision of a development plan as it was taken in or decided; `size` in bytes."""

    revision: int
    title: str
    years: int
    state: PlanState
    name: str
    size: int
    media_type: str
    sha256: str
    uploaded_at: datetime
    decided_at: datetime | None
    opinion: str | None

    @classmethod
    def of(cls, row: AnyRow) -> Self:
        """Whatever else the row holds."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class PlanView(PlanTaken):
    """A revision with who decided about it."""

    decided_by_name: str | None


class MembershipPast(View):
    """A membership that came of the same application, before or after a transfer."""

    id: UUID
    state: MembershipState
    admitted_at: datetime
    ended_at: datetime | None
    ended_reason: str | None
    transferred_to: UUID | None
    studio_name: str


class MemberView(Registered):
    """A member as the page shows them."""

    is_own: bool
    cycle: str
    ended_reason: str | None
    plans: list[PlanView]
    history: list[MembershipPast]


def registered(row: AnyRow, seeing: Sight) -> dict[str, Any]:
    """A row of the register: the member with the studio."""
    studio = {"id": row.studio_id, "name": row.studio_name, "host_id": row.host_id, "host_name": row.host_name}
    county = {"county": row.county, "county_name": row.county_name}
    return shown_member(seeing, row) | county | {"studio": studio}


def member_view(row: AnyRow, plans: Sequence[AnyRow], chain: Sequence[AnyRow], seeing: Sight) -> MemberView:
    """Everything a member's page shows. Why somebody left another studio is for the trainee and the offices to read."""
    reads_all = seeing.person_id == row.trainee_id or seeing.reads.covers(row.county, row.school_id)
    history = [
        dict(each._mapping) | ({} if reads_all or each.id == row.id else {"ended_reason": None}) for each in chain
    ]
    own = {"is_own": seeing.person_id == row.trainee_id, "cycle": row.cycle, "ended_reason": row.ended_reason}
    shown = registered(row, seeing) | own
    return MemberView(
        **shown, plans=[PlanView.of(plan) for plan in plans], history=[MembershipPast(**each) for each in history]
    )
