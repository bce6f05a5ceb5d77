"""Which applications a person may see, as a condition of the query itself."""

from sqlalchemy import ColumnElement, or_, true

from services.enrollment.domain.sight import Sight
from services.enrollment.models import Application


def visible_to(seen_by: Sight) -> ColumnElement[bool]:
    """The condition that an application lies before one of the person's offices, or is their own."""
    if seen_by.reads.everywhere:
        return true()
    conditions: list[ColumnElement[bool]] = [Application.applicant_id == seen_by.person_id]
    if seen_by.reads.counties:
        conditions.append(Application.county.in_(seen_by.reads.counties))
    if seen_by.reads.schools:
        conditions.append(Application.school_id.in_(seen_by.reads.schools))
    return or_(*conditions)
