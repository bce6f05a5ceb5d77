"""Who sees whom, and who sees whose phone number, as conditions on people (joined with their schools)."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import aliased

from services.directory.domain.offices import CITY_ROLES, COUNTY_ROLES, SCHOOL_ROLES, View
from services.directory.models import Assignment, Person, School
from services.directory.queries.sign_in import holds_now


def sees_person(view: View, now: datetime) -> ColumnElement[bool]:
    """Oneself, colleagues, whoever one's offices reach, and everybody who holds an office: they act in public."""
    if view.sees_all:
        return true()
    viewer = aliased(Person)
    own_school = select(viewer.school_id).where(viewer.id == view.person_id).scalar_subquery()
    return or_(
        Person.id == view.person_id,
        Person.school_id == own_school,
        Person.school_id.in_(view.schools),
        School.county.in_(view.counties),
        _holds_office(now, CITY_ROLES | COUNTY_ROLES | SCHOOL_ROLES),
    )


def calls_person(view: View, now: datetime) -> ColumnElement[bool]:
    """Only those who must call: about cases of their city or county, or their own school's teachers."""
    if view.calls_all:
        return true()
    conditions = [
        Person.id == view.person_id,
        Person.school_id.in_(view.schools),
        School.county.in_(view.calls_counties),
    ]
    if view.calls_offices:
        conditions.append(_holds_office(now, CITY_ROLES | COUNTY_ROLES))
    return or_(*conditions)


def calls_holder(view: View) -> ColumnElement[bool]:
    """The same for the holder of an office (an assignment, joined with the school it is of)."""
    if view.calls_all:
        return true()
    conditions = [
        Person.id == view.person_id,
        School.id.in_(view.schools),
        School.county.in_(view.calls_counties),
    ]
    if view.calls_offices:
        conditions.append(Assignment.role.in_(CITY_ROLES | COUNTY_ROLES))
    return or_(*conditions)


def _holds_office(now: datetime, roles: frozenset[str]) -> ColumnElement[bool]:
    held = select(Assignment.id).where(Assignment.person_id == Person.id, holds_now(now), Assignment.role.in_(roles))
    return exists(held.correlate(Person))
