"""What every service's tables have in common: names of constraints, types of columns, columns that recur.

A service declares a base of its own, since its tables are its own:

    class Base(DeclarativeBase):
        metadata = new_metadata()
        type_annotation_map = TYPES
"""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, MetaData, Row, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

# A row whose columns are read by name.
type AnyRow = Row[*tuple[Any, ...]]

MOMENT: Final = DateTime(timezone=True)

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# What a column is when it is declared as `Mapped[...]`; text has no width, since bounds are the form's to tell.
TYPES: Final[dict[Any, Any]] = {
    str: Text,
    UUID: Uuid,
    bytes: LargeBinary,
    datetime: MOMENT,
    list[str]: ARRAY(Text),
    list[UUID]: ARRAY(Uuid),
    dict[str, Any]: JSONB,
    list[dict[str, Any]]: JSONB,
    dict[str, list[str]]: JSONB,
}

# Text that is sorted by code point, the same on every server.
Sorted = Annotated[str, mapped_column(Text(collation="C"))]


def new_metadata() -> MetaData:
    """An empty collection of tables whose constraints are named by rule, so that migrations can name them too."""
    return MetaData(naming_convention=NAMES)


class Told:
    """A row that repeats what another service said of one of its aggregates; `version` is that aggregate's."""

    version: Mapped[int]
