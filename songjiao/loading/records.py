"""What rows are made of: kinds of values as the directory takes them, whoever typed them in which program."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.errors import Text
from contracts.offices import Role
from services.directory.domain.organisation import SchoolLevel
from services.directory.domain.texts import fold_login, fold_phone, login_fault, name_fault, phone_fault
from songjiao.loading.identity import identity
from songjiao.loading.roles import ROLES

Track = Literal["教师", "班主任", "校长"]

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SEPARATORS = re.compile(r"[、,，;；]")


class Record(BaseModel):
    """A row or entry; a field nobody knows is a mistake, not a remark."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _sound(fault_of: Callable[[str], Text | None]) -> AfterValidator:
    def check(value: str) -> str:
        if fault := fault_of(value):
            raise ValueError(f"{fault.zh} / {fault.en}")
        return value

    return AfterValidator(check)


def _day(value: Any) -> date:
    """A spreadsheet's date, or one that somebody typed as text; a mere number may be anything."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        return date(*map(int, found.groups() if found else ()))
    except (TypeError, ValueError) as error:
        raise PydanticCustomError("day", "no date") from error


def _parts(value: Any) -> Any:
    return [part.strip() for part in _SEPARATORS.split(value) if part.strip()] if isinstance(value, str) else value


def _different(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) < len(values):
        raise ValueError("同一格里有重复的内容 / something stands twice in this cell")
    return values


Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,30}$", to_lower=True)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True), _sound(name_fault)]
Login = Annotated[str, AfterValidator(fold_login), _sound(login_fault)]
Phone = Annotated[str, AfterValidator(fold_phone), _sound(phone_fault)]
SchoolLevels = Annotated[
    tuple[SchoolLevel, ...], BeforeValidator(_parts), AfterValidator(_different), Field(min_length=1)
]
Titles = Annotated[tuple[Name, ...], BeforeValidator(_parts), AfterValidator(_different), Field(min_length=1)]
AppointedRole = Annotated[Role, BeforeValidator(lambda value: ROLES.get(value, value))]


class Row(Record):
    """A row that knows where it stands."""

    place: str = Field(default="", repr=False)


class Area(Row):
    """A county, on the list from and until certain days (Art. 2); without a first day an area that hosts come from."""

    code: AreaCode
    name: Name
    listed_from: Day | None = None
    listed_until: Day | None = None


class School(Row):
    """A school or kindergarten."""

    code: Code
    name: Name
    area: AreaCode
    school_levels: SchoolLevels

    @property
    def id(self) -> UUID:
        """Id in `directory`."""
        return identity("school", self.code)


class Person(Row):
    """Somebody with an account."""

    login: Login
    name: Name
    phone: Phone | None = None
    school: Code | None = None

    @property
    def id(self) -> UUID:
        """Id in `directory`."""
        return identity("person", self.login)


class Appointment(Row):
    """A person holds an office, from one day until another, that day not included."""

    login: Login
    role: AppointedRole
    scope: str | None = None
    office_name: Name | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None


class Studio(Row):
    """A studio with its host and the base school in the county (Arts. 2, 3)."""

    code: Code
    name: Name | None = None
    county: AreaCode
    stage: SchoolLevel
    track: Track
    subject: Name
    host: Login
    host_titles: Titles
    base_school: Code | None = None
    soft_cap: Annotated[int, Field(ge=1, le=1000)] | None = None

    @property
    def id(self) -> UUID:
        """Id in `enrollment`."""
        return identity("studio", self.code)

    def called(self, host_name: str) -> str:
        """What the studio is called; reports repeat it in their titles (Art. 8.3)."""
        return self.name or f"{host_name}“名师送教”工作室"
