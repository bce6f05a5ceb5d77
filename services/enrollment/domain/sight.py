"""Who may see a case: what one may not see is not there."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from contracts.offices import Office, Role

READING_EVERYWHERE = frozenset({Role.MUNICIPAL_OFFICE, Role.MUNICIPAL_HR_DIVISION, Role.CHIEF_LEAD})
READING_A_COUNTY = frozenset({Role.COUNTY_OFFICE, Role.COUNTY_PERSONNEL_SECTION, Role.COUNTY_LEAD, Role.STAGE_LEAD})
# Those who decide must be able to ring up the applicant; others see the number masked.
CALLING = frozenset({Role.MUNICIPAL_OFFICE, Role.COUNTY_OFFICE, Role.COUNTY_PERSONNEL_SECTION, Role.TRAINEE_SCHOOL})


@dataclass(frozen=True)
class Reach:
    """What a set of offices covers: everything, whole counties, or the teachers of a school."""

    everywhere: bool
    counties: frozenset[str]
    schools: frozenset[UUID]

    def covers(self, county: str | None, school_id: UUID | None) -> bool:
        """Whether a case of this studio's county and this applicant's school lies within."""
        return self.everywhere or county in self.counties or school_id in self.schools


@dataclass(frozen=True)
class Sight:
    """What one person may see by the offices held, proxies included. `keeps` are schools whose studios' money they keep (Art. 12)."""

    person_id: UUID
    reads: Reach
    calls: Reach
    keeps: frozenset[UUID] = frozenset()

    @property
    def is_office(self) -> bool:
        """Whether the person sees more than the own cases."""
        return self.reads.everywhere or bool(self.reads.counties or self.reads.schools)

    def sees(self, *, applicant_id: UUID, county: str | None, school_id: UUID | None) -> bool:
        """Whether the case is there for this person. A draft has neither county nor school: only its author sees it."""
        return applicant_id == self.person_id or (county is not None and self.reads.covers(county, school_id))

    def phone(self, number: str, *, applicant_id: UUID, county: str | None, school_id: UUID | None) -> str:
        """The number for those who must call, or else masked."""
        may_call = applicant_id == self.person_id or self.calls.covers(county, school_id)
        return number if may_call else masked(number)


def sight(person_id: UUID, offices: Iterable[str]) -> Sight:
    """What these offices (`role:scope`) let a person see."""
    held = [Office.parse(key) for key in offices]
    calling = [office for office in held if office.role in CALLING]
    keeping = frozenset(UUID(office.scope) for office in held if office.role == Role.FUND_CUSTODIAN_SCHOOL)
    return Sight(person_id, reads=_reach(held), calls=_reach(calling), keeps=keeping)


def masked(number: str) -> str:
    """A phone number of which three digits in front and two behind are left."""
    return f"{number[:3]}******{number[-2:]}" if number else ""


def _reach(held: Collection[Office]) -> Reach:
    return Reach(
        everywhere=any(office.role in READING_EVERYWHERE for office in held),
        counties=frozenset(office.scope for office in held if office.role in READING_A_COUNTY),
        schools=frozenset(UUID(office.scope) for office in held if office.role == Role.TRAINEE_SCHOOL),
    )
