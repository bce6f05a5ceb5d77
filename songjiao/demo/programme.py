"""A programme as its files say it."""

from dataclasses import dataclass
from functools import cached_property

from songjiao.demo.cases import DemoRules, Rounds, Scenarios, Texts
from songjiao.demo.records import (
    Accounts,
    Areas,
    Candidate,
    County,
    Nominations,
    People,
    School,
    Studio,
    Teacher,
)
from songjiao.loading.faults import FaultyError


class ProgrammeError(FaultyError):
    """The files are not a programme."""


@dataclass(frozen=True)
class Organisations:
    """What a city is made of: areas, schools, studios and everybody in them."""

    areas: Areas
    schools: tuple[School, ...]
    studios: tuple[Studio, ...]
    teachers: tuple[Teacher, ...]
    people: People

    @cached_property
    def counties(self) -> tuple[County, ...]:
        """The counties as the list stood on the day the programme speaks of."""
        return tuple(county.as_of(self.areas.as_of) for county in self.areas.counties)

    @cached_property
    def school(self) -> dict[str, School]:
        """Schools by code."""
        return {school.code: school for school in self.schools}

    @cached_property
    def studio(self) -> dict[str, Studio]:
        """Studios by code."""
        return {studio.code: studio for studio in self.studios}

    @cached_property
    def teacher(self) -> dict[str, Teacher]:
        """Everybody who teaches and does not run a school, by login."""
        return {teacher.login: teacher for teacher in (*self.people.teachers, *self.teachers)}

    @cached_property
    def candidate(self) -> dict[str, Candidate]:
        """Those who may be nominated as hosts, by login."""
        return {candidate.login: candidate for candidate in self.people.candidates}

    @cached_property
    def led_school(self) -> dict[str, School]:
        """The school of each principal, by login."""
        return {school.principal_login: school for school in self.schools}


@dataclass(frozen=True)
class Programme(Organisations):
    """Everything the files say: a city, and what is played in it."""

    accounts: Accounts
    nominations: Nominations
    rounds: Rounds
    rules: DemoRules
    scenarios: Scenarios
    texts: Texts
