"""Which scope an office has, who may do what in the directory, and who sees whom."""

from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Text
from contracts.offices import CITY, Office, Role
from services.directory.domain.texts import COUNTY_CODE

CITY_ROLES = frozenset({Role.MUNICIPAL_HR_DIVISION, Role.MUNICIPAL_OFFICE, Role.CHIEF_LEAD, Role.ADMINISTRATOR})
COUNTY_ROLES = frozenset(
    {
        Role.COUNTY_PERSONNEL_SECTION,
        Role.COUNTY_OFFICE,
        Role.COUNTY_TRAINING_DEPT,
        Role.COUNTY_LEAD,
        Role.STAGE_LEAD,
    }
)
SCHOOL_ROLES = frozenset({Role.FUND_CUSTODIAN_SCHOOL, Role.BASE_SCHOOL, Role.TRAINEE_SCHOOL})

IMPORTERS = (Role.ADMINISTRATOR, Role.MUNICIPAL_HR_DIVISION)
# The municipal office interprets the measures (Art. 13).
RULE_MAKERS = (Role.ADMINISTRATOR, Role.MUNICIPAL_OFFICE)
# They call people about cases; leads and training departments only read.
CITY_CALLERS = frozenset({Role.MUNICIPAL_HR_DIVISION, Role.MUNICIPAL_OFFICE, Role.ADMINISTRATOR})
COUNTY_CALLERS = frozenset({Role.COUNTY_OFFICE, Role.COUNTY_PERSONNEL_SECTION})


def is_uuid(value: str) -> bool:
    """Whether the text is a UUID in its usual form."""
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def scope_fault(role: Role, scope: str) -> Text | None:
    """What is wrong with the scope of an office, if anything."""
    if role in CITY_ROLES:
        fits, zh, en = scope == CITY, "“city”", "`city`"
    elif role in COUNTY_ROLES:
        fits, zh, en = COUNTY_CODE.fullmatch(scope) is not None, "六位县代码", "a county's code of six digits"
    elif role in SCHOOL_ROLES:
        fits, zh, en = is_uuid(scope), "学校编号", "a school's id"
    else:
        fits, zh, en = is_uuid(scope), "工作室编号", "a studio's id"
    return None if fits else Text(f"这个职务的范围应为{zh}。", f"The scope of this role is {en}.")


@dataclass(frozen=True)
class View:
    """How far a person sees: themselves, their school, and what their offices reach; and whom they must call."""

    person_id: UUID
    sees_all: bool
    counties: frozenset[str]
    schools: frozenset[UUID]
    calls_all: bool
    calls_counties: frozenset[str]
    calls_offices: bool


def view_of(person_id: UUID, offices: frozenset[str]) -> View:
    """The view that comes with these offices (`role:scope`)."""
    held = [Office.parse(key) for key in offices]
    roles = {office.role for office in held}
    return View(
        person_id=person_id,
        sees_all=bool(roles & CITY_ROLES),
        counties=frozenset(office.scope for office in held if office.role in COUNTY_ROLES),
        schools=frozenset(UUID(office.scope) for office in held if office.role in SCHOOL_ROLES),
        calls_all=bool(roles & CITY_CALLERS),
        calls_counties=frozenset(office.scope for office in held if office.role in COUNTY_CALLERS),
        calls_offices=bool(roles & (CITY_CALLERS | COUNTY_CALLERS | SCHOOL_ROLES)),
    )
