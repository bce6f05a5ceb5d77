"""What all tables share."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import DeclarativeBase

from chassis.store.base import TYPES, new_metadata


def one_of(states: Sequence[str]) -> str:
    """The SQL condition that `state` is one of these."""
    return f"state IN ({', '.join(repr(state) for state in states)})"


class Base(DeclarativeBase):
    """Declares tables only; statements are Core, there is no session."""

    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = TYPES
