"""Who sees whom, and who sees whose phone number, as conditions on people (joined with their schools)."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import aliased

from contracts.offices import Role
from services.directory.domain.person import CALLED_ROLES, PUBLIC_ROLES, View
from services.directory.models import Assignment, Person, School
from services.directory.queries.holding import holds_now


def sees_person(view: View, now: datetime) -> ColumnElement[bool]:
    """Oneself, colleagues, whoever one's offices reach, and everybody who holds an office: they act in public."""
    if view.sees.everywhere:
        return true()
    viewer = aliased(Person)
    own_school = select(viewer.school_id).where(viewer.id == view.person_id).scalar_subquery()
    return or_(
        Person.id == view.person_id,
        Person.school_id == own_school,
        Person.school_id.in_(view.sees.schools),
        School.county.in_(view.sees.counties),
        _holds_office(now, PUBLIC_ROLES),
    )


def calls_person(view: View, now: datetime) -> ColumnElement[bool]:
    """Only those who must call: about cases of their city or county, or their own school's teachers."""
    if view.calls.everywhere:
        return true()
    conditions = [
        Person.id == view.person_id,
        Person.school_id.in_(view.calls.schools),
        School.county.in_(view.calls.counties),
    ]
    if view.calls:
        conditions.append(_holds_office(now, CALLED_ROLES))
    return or_(*conditions)


def calls_holder(view: View) -> ColumnElement[bool]:
    """The same for the holder of an office (an assignment, joined with the school it is of)."""
    if view.calls.everywhere:
        return true()
    conditions = [
        Person.id == view.person_id,
        School.id.in_(view.calls.schools),
        School.county.in_(view.calls.counties),
    ]
    if view.calls:
        conditions.append(Assignment.role.in_(CALLED_ROLES))
    return or_(*conditions)


def _holds_office(now: datetime, roles: frozenset[Role]) -> ColumnElement[bool]:
    held = select(Assignment.id).where(Assignment.person_id == Person.id, holds_now(now), Assignment.role.in_(roles))
    return exists(held.correlate(Person))
