"""A programme as its files say it, and what can be wrong with them."""

from dataclasses import dataclass
from functools import cached_property

from songjiao.demo.cases import DemoRules, Rounds, Scenarios, Texts
from songjiao.demo.records import (
    Accounts,
    Areas,
    County,
    People,
    School,
    Studio,
    Teacher,
)


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file. `row` is its `place`."""

    file: str
    row: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file} {self.row} {self.field}: {self.message}".replace("  ", " ")


def place(file: str, index: int) -> str:
    """Where the row with this index, counted from nought, stands: a CSV file's line, with the header's; a list's entry."""
    if file.endswith(".csv"):
        return f"第{index + 2}行 (row {index + 2})"
    return f"第{index + 1}条 (entry {index + 1})"


class ProgrammeError(Exception):
    """The files are not a programme; `faults` says why, all at once."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True)
class Programme:
    """Everything the files say."""

    areas: Areas
    schools: tuple[School, ...]
    studios: tuple[Studio, ...]
    teachers: tuple[Teacher, ...]
    people: People
    accounts: Accounts
    rounds: Rounds
    rules: DemoRules
    scenarios: Scenarios
    texts: Texts

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
    def led_school(self) -> dict[str, School]:
        """The school of each principal, by login."""
        return {school.principal_login: school for school in self.schools}
