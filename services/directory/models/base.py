"""What all tables of the directory share. `version` rises with each change of a row that is published."""

from typing import Any, ClassVar

from sqlalchemy.orm import DeclarativeBase

from chassis.store.base import TYPES, new_metadata


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = TYPES
