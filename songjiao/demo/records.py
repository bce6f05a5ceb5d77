"""The rows of the programme's files: organisations, people and studios. What cannot be right in a row is refused here."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from contracts.offices import Office
from contracts.rules import TitleLevel
from services.directory.domain.organisation import SchoolLevel
from songjiao.loading.identity import identity
from songjiao.loading.records import AreaCode, Code, Name, Phone, Record, SchoolLevels, Track

OfficeKey = Annotated[Office, BeforeValidator(lambda key: Office.parse(key) if isinstance(key, str) else key)]


class Area(Record):
    """The city, or a district the hosts come from."""

    code: AreaCode
    name: Name


class County(Area):
    """A county of the programme, on the list from and until certain days (Art. 2)."""

    short: Code
    member_from: date
    member_until: date | None = None

    def as_of(self, day: date | None) -> "County":
        """The county as the list stood on a day: an end that lies after it was not known then."""
        if day is None or self.member_until is None or self.member_until < day:
            return self
        return self.model_copy(update={"member_until": None})


class Areas(Record):
    """areas.yaml"""

    as_of: date | None = None
    city: Area
    counties: tuple[County, ...]
    districts: tuple[Area, ...]


class School(Record):
    """A school or kindergarten and its principal."""

    code: Code
    name: Name
    area: AreaCode
    school_levels: SchoolLevels
    principal_login: Code
    principal_name: Name
    principal_phone: Phone

    @property
    def id(self) -> UUID:
        """Id in `directory`."""
        return identity("school", self.code)


class Studio(Record):
    """A studio with its host, the host's own school and the base school in the county (Arts. 2, 3)."""

    code: Code
    county: AreaCode
    stage: SchoolLevel
    track: Track
    subject: Name
    host_login: Code
    host_name: Name
    host_phone: Phone
    host_title: Name
    host_school: Code
    base_school: Code
    soft_cap: Annotated[int, Field(ge=1)]

    @property
    def id(self) -> UUID:
        """Id in `enrollment`."""
        return identity("studio", self.code)

    @property
    def name(self) -> str:
        """What the studio is called; reports repeat it in their titles (Art. 8.3)."""
        return f"{self.host_name}“名师送教”工作室"


class Teacher(Record):
    """A teacher who applies to the studio named, in the simulation or in a scenario."""

    login: Code
    name: Name
    school: Code
    studio: Code
    subject: Name
    post: Name
    title: Name
    phone: Phone


class Candidate(Record):
    """A teacher of the city who may be nominated as a host (Art. 3)."""

    login: Code
    name: Name
    phone: Phone
    school: Code

    @property
    def id(self) -> UUID:
        """Id in `directory`."""
        return identity("person", self.login)


class Nomination(Record):
    """A nomination, and the state it is played to."""

    code: Code
    host: Code
    county: AreaCode
    stage: SchoolLevel
    track: Track
    subject: Name
    title: Name
    level: TitleLevel
    base_school: Code | None = None
    reaches: Literal["NOMINATED", "QUALIFIED", "DISPATCHED", "BASE_PROPOSED"]

    @property
    def id(self) -> UUID:
        """Id in `enrollment`."""
        return identity("studio", self.code)


class Nominations(Record):
    """nominations.yaml"""

    nominations: tuple[Nomination, ...]


class OfficeHolder(Record):
    """Somebody of the city or a county."""

    login: Code
    name: Name
    phone: Phone
    offices: tuple[OfficeKey, ...]


class People(Record):
    """people.yaml"""

    office_names: dict[str, str]
    office_holders: tuple[OfficeHolder, ...]
    teachers: tuple[Teacher, ...]
    candidates: tuple[Candidate, ...]


class Account(Record):
    """A well-known account, and what it shows."""

    login: Code
    zh: str
    en: str


class Accounts(Record):
    """accounts.yaml"""

    password: Annotated[str, Field(min_length=12)]
    administrator: Code
    accounts: tuple[Account, ...]
