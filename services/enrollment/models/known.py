"""What `directory` has told: rebuilt from its events at any time, and never asked for elsewhere.

`version` is that of the aggregate the row speaks of; what is older is ignored.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.base import Told
from services.enrollment.models.base import Base


class KnownCounty(Told, Base):
    """A county and the dates it is on the list of the five."""

    __tablename__ = "known_counties"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    listed_from: Mapped[datetime]
    listed_until: Mapped[datetime | None]


class KnownSchool(Told, Base):
    """A school or kindergarten."""

    __tablename__ = "known_schools"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    county: Mapped[str]


class KnownPerson(Told, Base):
    """A person and the school they work at; the login tells namesakes apart."""

    __tablename__ = "known_people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    school_id: Mapped[UUID | None]
    login: Mapped[str | None]

    __table_args__ = (Index(None, "school_id", "name"),)


class KnownRuleSet(Told, Base):
    """A published rule set; a case keeps the version it started under."""

    __tablename__ = "known_rule_sets"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule_set: Mapped[dict[str, Any]]
    effective_from: Mapped[datetime]
