"""Counties and schools."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.base import Sorted
from services.directory.models.base import Base


class County(Base):
    """A county of the programme, listed from and until certain dates (Art. 2)."""

    __tablename__ = "counties"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    listed_from: Mapped[datetime]
    listed_until: Mapped[datetime | None]
    version: Mapped[int]


class School(Base):
    """A school or kindergarten. Hosts' schools lie in districts that are not listed counties."""

    __tablename__ = "schools"
    __table_args__ = (Index(None, "county"), Index(None, "name", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[Sorted]
    county: Mapped[str]
    school_levels: Mapped[list[str]]
    version: Mapped[int]
