"""Which applications a person may see, as a condition of the query itself."""

from sqlalchemy import ColumnElement

from services.enrollment.domain.sight import Sight
from services.enrollment.models import Application
from services.enrollment.queries.sight import lies_within


def visible_to(seen_by: Sight) -> ColumnElement[bool]:
    """The condition that an application lies before one of the person's offices, or is their own."""
    own = Application.applicant_id == seen_by.person_id
    return lies_within(seen_by.reads, own, county=Application.county, schools=[Application.school_id])
