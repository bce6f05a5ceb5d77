"""States as conditions of statements that are built once and run often."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, SQLColumnExpression, literal_column

from services.enrollment.domain.words import ApplicationState


def state_among(column: SQLColumnExpression[str], states: Iterable[ApplicationState]) -> ColumnElement[bool]:
    """The states are written into the statement.

    An IN of parameters is put together anew at every run, and keeps PostgreSQL from using an index of live rows alone.
    """
    return column.in_([literal_column(f"'{state}'") for state in states])
