"""Events of `directory`: organisations, people, who holds which office, and the rules."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.envelope import Event
from contracts.offices import Office
from contracts.rules import RuleSet


class CountyListed(Event):
    """A county is on the list of the five, from and until certain dates."""

    TYPE: ClassVar[str] = "directory.county.listed"
    code: str
    name: str
    listed_from: datetime
    listed_until: datetime | None


class SchoolRegistered(Event):
    """A school or kindergarten is known, or its data changed."""

    TYPE: ClassVar[str] = "directory.school.registered"
    school_id: UUID
    name: str
    county: str
    school_levels: tuple[str, ...]


class PersonRegistered(Event):
    """A person is known, or their data changed."""

    TYPE: ClassVar[str] = "directory.person.registered"
    person_id: UUID
    name: str
    school_id: UUID | None
    login: str | None = Field(default=None, description="What tells namesakes apart, where there is an account.")


class AssignmentChanged(Event):
    """A person holds an office from and until certain moments; until is exclusive, None is open."""

    TYPE: ClassVar[str] = "directory.assignment.changed"
    assignment_id: UUID
    person_id: UUID
    office: Office
    office_name: str
    valid_from: datetime
    valid_until: datetime | None


class ProxyChanged(Event):
    """A deputy may act for a principal in the offices named, from and until certain moments (委托); a revoked one ends at once."""

    TYPE: ClassVar[str] = "directory.proxy.changed"
    proxy_id: UUID
    principal_id: UUID
    principal_name: str
    deputy_id: UUID
    offices: tuple[Office, ...]
    valid_from: datetime
    valid_until: datetime


class RuleSetPublished(Event):
    """A rule set takes effect for cases started from then on; a case under way keeps its own."""

    TYPE: ClassVar[str] = "directory.rule_set.published"
    rule_set: RuleSet
    effective_from: datetime


class SessionRevoked(Event):
    """A session was signed out or a personal token revoked: access tokens of it are refused at once."""

    TYPE: ClassVar[str] = "directory.session.revoked"
    session_id: UUID
    revoked_at: datetime
