"""How long things lie with whom: open tasks and those decided lately, by stage and by office."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

# What was decided longer ago says nothing of how it goes now.
LATELY: Final = timedelta(days=30)
MOST_OFFICES: Final = 10


@dataclass(slots=True)
class Tally:
    """Tasks counted: open ones, those of them past their date, how long the oldest waits; decided ones, and how long all of them took."""

    open: int = 0
    overdue: int = 0
    longest: timedelta = timedelta()
    decided: int = 0
    took: timedelta = timedelta()

    def add(self, other: "Tally") -> None:
        """Count these as well."""
        self.open += other.open
        self.overdue += other.overdue
        self.longest = max(self.longest, other.longest)
        self.decided += other.decided
        self.took += other.took

    @property
    def usual(self) -> timedelta | None:
        """How long a decision took on average; None where there was none lately."""
        return self.took / self.decided if self.decided else None


@dataclass(slots=True)
class Place:
    """Where tasks lie: a kind's stage, and there an office."""

    kind: str
    stage: str
    office_key: str
    tally: Tally


@dataclass(slots=True)
class Standing:
    """By stage, the one with most open first; and the offices whose oldest waits longest."""

    stages: dict[tuple[str, str], Tally] = field(default_factory=dict)
    slowest: list[Place] = field(default_factory=list)


def standing(places: Iterable[Place]) -> Standing:
    """Sum up; offices that have nothing open are in their stage's sum alone."""
    found, waiting = dict[tuple[str, str], Tally](), list[Place]()
    for place in places:
        found.setdefault((place.kind, place.stage), Tally()).add(place.tally)
        if place.tally.open:
            waiting.append(place)
    stages = dict(sorted(found.items(), key=lambda each: (-each[1].open, each[0])))
    waiting.sort(key=lambda place: (-place.tally.longest, place.office_key, place.stage))
    return Standing(stages, waiting[:MOST_OFFICES])
