"""What the tables have in common."""

from typing import Any, ClassVar

from sqlalchemy.orm import DeclarativeBase

from chassis.store.base import TYPES, new_metadata


class Base(DeclarativeBase):
    """Declares tables; statements are Core."""

    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = TYPES
