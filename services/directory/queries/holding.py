"""Whether an assignment is in force."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_

from services.directory.models import Assignment


def holds_now(now: datetime) -> ColumnElement[bool]:
    """Whether an assignment is in force."""
    return (Assignment.valid_from <= now) & not_over(now)


def not_over(now: datetime) -> ColumnElement[bool]:
    """Whether an assignment is in force, or will be."""
    return or_(Assignment.valid_until.is_(None), Assignment.valid_until > now)
