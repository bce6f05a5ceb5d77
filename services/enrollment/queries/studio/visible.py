"""Which studios a person may see, as a condition of the query itself."""

from sqlalchemy import ColumnElement, or_, true

from services.enrollment.domain.sight import Sight
from services.enrollment.domain.studio.states import OPEN_TO_ALL
from services.enrollment.models import Studio


def studio_visible_to(seen_by: Sight) -> ColumnElement[bool]:
    """The condition that a studio is open to all, or that its life concerns the person: the same as `may.sees_life`."""
    if seen_by.reads.everywhere:
        return true()
    own = (Studio.host_id == seen_by.person_id, Studio.nominated_by == seen_by.person_id)
    conditions: list[ColumnElement[bool]] = [Studio.state.in_(OPEN_TO_ALL), *own]
    if seen_by.reads.counties:
        conditions.append(Studio.county.in_(seen_by.reads.counties))
    if seen_by.keeps:
        conditions.append(Studio.host_school_id.in_(seen_by.keeps))
    if seen_by.reads.schools:
        schools = (Studio.host_school_id, Studio.base_school_id, Studio.proposed_school_id)
        conditions += [school.in_(seen_by.reads.schools) for school in schools]
    return or_(*conditions)
