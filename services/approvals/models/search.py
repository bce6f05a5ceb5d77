"""The index of what a case can be found by."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Text, cast, func
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.types import TypeDecorator


class SearchTerms(TypeDecorator[list[str]]):
    """A tsvector written as the list of its terms; the index behind it needs no dictionary."""

    impl = TSVECTOR
    cache_ok = True

    def bind_expression(self, bindvalue: BindParameter[list[str]]) -> ColumnElement[Any] | None:
        """Terms become a tsvector on the way in."""
        terms: ColumnElement[Any] = cast(bindvalue, ARRAY(Text))
        return func.array_to_tsvector(terms, type_=self)
