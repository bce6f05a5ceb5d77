"""Which studios a person may see, as a condition of the query itself."""

from sqlalchemy import ColumnElement

from services.enrollment.domain.sight import Sight
from services.enrollment.domain.studio.states import OPEN_TO_ALL
from services.enrollment.models import Studio
from services.enrollment.queries.sight import lies_within


def studio_visible_to(seen_by: Sight) -> ColumnElement[bool]:
    """The condition that a studio is open to all, or that its life concerns the person: the same as `may.sees_life`."""
    own = [Studio.host_id == seen_by.person_id, Studio.nominated_by == seen_by.person_id]
    if seen_by.keeps:
        own.append(Studio.host_school_id.in_(seen_by.keeps))
    schools = (Studio.host_school_id, Studio.base_school_id, Studio.proposed_school_id)
    return lies_within(seen_by.reads, Studio.state.in_(OPEN_TO_ALL), *own, county=Studio.county, schools=schools)
