"""Everything a city's files say, and how rows find one another."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from songjiao.loading.records import Appointment, Area, Person, School, Studio


@dataclass(frozen=True)
class City:
    """A city's organisations, people, offices and studios."""

    areas: tuple[Area, ...]
    schools: tuple[School, ...]
    people: tuple[Person, ...]
    appointments: tuple[Appointment, ...]
    studios: tuple[Studio, ...]

    @cached_property
    def counties(self) -> tuple[Area, ...]:
        """The areas that are, were or will be on the list (Art. 2)."""
        return tuple(area for area in self.areas if area.listed_from is not None)

    @cached_property
    def began(self) -> date | None:
        """The day the first county was listed: from then on offices are held where the file names no day."""
        return min((area.listed_from for area in self.areas if area.listed_from is not None), default=None)

    @cached_property
    def area(self) -> dict[str, Area]:
        """Areas by code."""
        return {area.code: area for area in self.areas}

    @cached_property
    def school(self) -> dict[str, School]:
        """Schools by code."""
        return {school.code: school for school in self.schools}

    @cached_property
    def person(self) -> dict[str, Person]:
        """People by login."""
        return {person.login: person for person in self.people}
