"""Who may hold a case: an office is a role within a scope, never a named person, so a new clerk sees the open tasks at once."""

from enum import StrEnum

from pydantic import Field

from contracts.message import Message

CITY = "city"


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
