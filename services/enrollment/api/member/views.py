"""How members are shown beyond the roster: with their studio, and one of them with plans and history."""

from collections.abc import Collection, Sequence
from typing import Any

from chassis.store.base import AnyRow
from services.enrollment.domain.member.roster import shown_member
from services.enrollment.domain.sight import Sight


def registered(row: AnyRow, seeing: Sight, offices: Collection[str]) -> dict[str, Any]:
    """A row of the register: the member with the studio."""
    studio = {"id": row.studio_id, "name": row.studio_name, "host_id": row.host_id, "host_name": row.host_name}
    county = {"county": row.county, "county_name": row.county_name}
    return shown_member(seeing, offices, row) | county | {"studio": studio}


def member_view(
    row: AnyRow, plans: Sequence[AnyRow], chain: Sequence[AnyRow], seeing: Sight, offices: Collection[str]
) -> dict[str, Any]:
    """Everything a member's page shows. Why somebody left another studio is for the trainee and the offices to read."""
    reads_all = seeing.person_id == row.trainee_id or seeing.reads.covers(row.county, row.school_id)
    history = [
        dict(each._mapping) | ({} if reads_all or each.id == row.id else {"ended_reason": None}) for each in chain
    ]
    own = {"is_own": seeing.person_id == row.trainee_id, "cycle": row.cycle, "ended_reason": row.ended_reason}
    return registered(row, seeing, offices) | own | {"plans": [_plan(plan) for plan in plans], "history": history}


_OF_PLAN = (
    "revision", "title", "years", "state", "name", "size", "media_type", "sha256", "uploaded_at", "decided_at",
    "decided_by_name", "opinion",
)  # fmt: skip


def _plan(plan: AnyRow) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in _OF_PLAN}
