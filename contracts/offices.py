"""Who may hold a case: an office is a role within a scope, never a named person, so a new clerk sees the open tasks at once."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from contracts.message import Message

CITY = "city"

ScopeKind = Literal["city", "county", "school", "studio", "person"]


class Role(StrEnum):
    """The parts people play (Arts. 3, 4, 11, 12)."""

    MUNICIPAL_HR_DIVISION = "municipal_hr_division"
    MUNICIPAL_OFFICE = "municipal_office"
    COUNTY_PERSONNEL_SECTION = "county_personnel_section"
    COUNTY_OFFICE = "county_office"
    COUNTY_TRAINING_DEPT = "county_training_dept"
    CHIEF_LEAD = "chief_lead"
    COUNTY_LEAD = "county_lead"
    STAGE_LEAD = "stage_lead"
    HOST = "host"
    FUND_CUSTODIAN_SCHOOL = "fund_custodian_school"
    BASE_SCHOOL = "base_school"
    TRAINEE_SCHOOL = "trainee_school"
    ADMINISTRATOR = "administrator"
    PERSON = "person"


class Office(Message):
    """A role within a scope: `city`, a county code, a school id, a studio id, or for PERSON somebody's own id."""

    role: str = Field(description="One of Role; another one is a newer service's.")
    scope: str

    @property
    def key(self) -> str:
        """The form offices take in tokens, indexes and search attributes: `role:scope`."""
        return f"{self.role}:{self.scope}"

    @classmethod
    def parse(cls, key: str) -> "Office":
        """Read `role:scope`. Raises ValueError where it is not of this form."""
        role, colon, scope = key.partition(":")
        if not (role and colon):
            raise ValueError(f"{key!r} is no office")
        return cls(role=role, scope=scope)


SCOPE_KINDS: Mapping[Role, ScopeKind] = MappingProxyType(
    {
        Role.MUNICIPAL_HR_DIVISION: "city",
        Role.MUNICIPAL_OFFICE: "city",
        Role.CHIEF_LEAD: "city",
        Role.ADMINISTRATOR: "city",
        Role.COUNTY_PERSONNEL_SECTION: "county",
        Role.COUNTY_OFFICE: "county",
        Role.COUNTY_TRAINING_DEPT: "county",
        Role.COUNTY_LEAD: "county",
        Role.STAGE_LEAD: "county",
        Role.FUND_CUSTODIAN_SCHOOL: "school",
        Role.BASE_SCHOOL: "school",
        Role.TRAINEE_SCHOOL: "school",
        Role.HOST: "studio",
        Role.PERSON: "person",
    }
)
"""What the scope of each role is."""

CALLED: Mapping[Role, tuple[str, str]] = MappingProxyType(
    {
        Role.MUNICIPAL_HR_DIVISION: ("市教育局人事处", "the municipal HR division"),
        Role.MUNICIPAL_OFFICE: ("市名师办", "the municipal office"),
        Role.CHIEF_LEAD: ("总团长", "the chief lead"),
        Role.ADMINISTRATOR: ("系统管理员", "an administrator"),
        Role.COUNTY_PERSONNEL_SECTION: ("县教育局政工科", "the county's personnel section"),
        Role.COUNTY_OFFICE: ("县名师办", "the county office"),
        Role.COUNTY_TRAINING_DEPT: ("县研训部门", "the county's training department"),
        Role.COUNTY_LEAD: ("县分团长", "the county lead"),
        Role.STAGE_LEAD: ("县学段团长", "the county's lead for a school level"),
        Role.FUND_CUSTODIAN_SCHOOL: ("主持人所在学校", "the school that keeps the studio's money"),
        Role.BASE_SCHOOL: ("设站学校", "the base school"),
        Role.TRAINEE_SCHOOL: ("学员所在学校", "the trainee's school"),
        Role.HOST: ("主持人", "the host"),
        Role.PERSON: ("本人", "the person concerned"),
    }
)
"""What the measures call each role, and what it is called in English."""


def roles_of(*kinds: ScopeKind) -> frozenset[Role]:
    """The roles whose scope is of one of these kinds."""
    return frozenset(role for role, kind in SCOPE_KINDS.items() if kind in kinds)
