"""The county board: what it tells of each county."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from services.enrollment.domain.sight import Sight
from services.enrollment.domain.words import StudioState


@dataclass
class Totals:
    """`studios` are those that are to have members (Art. 4.1), `short` those of them that have too few."""

    studios: int = 0
    short: int = 0
    members: int = 0
    under_way: int = 0


@dataclass
class LevelTotals(Totals):
    """The same of one school level (学段)."""

    school_level: str = ""


@dataclass
class Detail:
    """Studios by state, those on their way and those that ended too, and what each school level has."""

    states: dict[StudioState, int] = field(default_factory=dict)
    school_levels: list[LevelTotals] = field(default_factory=list)


@dataclass
class CountyBoard(Totals):
    """A county; `detail` is None for those who see totals only."""

    county: str = ""
    name: str = ""
    detail: Detail | None = None


class Row(Protocol):
    """Studios of one county, of one of its states or of one of its school levels, counted."""

    @property
    def county(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def state(self) -> StudioState | None: ...
    @property
    def school_level(self) -> str | None: ...
    @property
    def number(self) -> int: ...
    @property
    def studios(self) -> int: ...
    @property
    def short(self) -> int: ...
    @property
    def members(self) -> int: ...
    @property
    def under_way(self) -> int: ...


def in_detail(seen_by: Sight, county: str) -> bool:
    """Whether the person sees this county's studios one by one."""
    return seen_by.reads.covers(county, None)


def board(seen_by: Sight, rows: Collection[Row]) -> list[CountyBoard]:
    """The counties as the person may see them, in the order of their rows."""
    counties: dict[str, CountyBoard] = {}
    for row in rows:
        if row.state is None and row.school_level is None:
            detail = Detail() if in_detail(seen_by, row.county) else None
            counties[row.county] = CountyBoard(*_numbers(row), row.county, row.name, detail)
    for row in rows:
        if (detail := counties[row.county].detail) is None:
            continue
        if row.state is not None:
            detail.states[row.state] = row.number
        elif row.school_level is not None:
            detail.school_levels.append(LevelTotals(*_numbers(row), row.school_level))
    return list(counties.values())


def _numbers(row: Row) -> tuple[int, int, int, int]:
    return row.studios, row.short, row.members, row.under_way
