"""Rows of a bulk import as they are sent."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.offices import Role

MOST_ROWS = 500


@dataclass(frozen=True)
class CountyRow:
    """A county and the dates of its listing; moments without an offset are meant in Asia/Shanghai."""

    code: str
    name: str
    listed_from: datetime
    listed_until: datetime | None = None


@dataclass(frozen=True)
class SchoolRow:
    """A school; `county` is the code of any county or district of the city."""

    id: UUID
    name: str
    county: str
    school_levels: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PersonRow:
    """A person. `login` makes an account; `password_hash` (argon2id) counts only while the account has none."""

    id: UUID
    name: str
    phone: str | None = None
    school_id: UUID | None = None
    login: str | None = None
    password_hash: str | None = None


@dataclass(frozen=True)
class AssignmentRow:
    """A person holds the office `role` within `scope`, which people know as `office_name`."""

    id: UUID
    person_id: UUID
    role: Role
    scope: str
    office_name: str
    valid_from: datetime
    valid_until: datetime | None = None


@dataclass(frozen=True)
class Import:
    """At most 500 rows, taken in whole or not at all."""

    counties: list[CountyRow] = field(default_factory=list)
    schools: list[SchoolRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    assignments: list[AssignmentRow] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """Rows of all kinds."""
        return len(self.counties) + len(self.schools) + len(self.people) + len(self.assignments)


@dataclass(frozen=True)
class Known:
    """What rows may refer to and what is already stored."""

    schools: frozenset[UUID]
    people: frozenset[UUID]
    logins: dict[str, UUID]
