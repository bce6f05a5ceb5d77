"""Who may decide and who may look: offices held, proxies, and the conflicts that bar a person from a case (domain rules, §5).

Nobody decides an own case, nor at two levels of one. Where several offices have a stage together, each of them is to judge for
itself: whoever decided for one of them decides for no other. In the same place, a case that comes back may be decided again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple
from uuid import UUID

from contracts.authority import Right, reach

Conflict = Literal["own_case", "two_levels", "two_seats", "proxy_conflict"]


class Place(NamedTuple):
    """Where in a case somebody acts: a stage, and the seat of one of its offices."""

    stage: str
    seat: int

    @property
    def key(self) -> str:
        """The form in which a case remembers it."""
        return f"{self.stage}/{self.seat}"

    @classmethod
    def read(cls, key: str) -> "Place":
        """From that form."""
        stage, _, seat = key.rpartition("/")
        return cls(stage, int(seat))


@dataclass(frozen=True, slots=True)
class Hold:
    """An office somebody acts for: of their own right, or as a deputy of the principal named."""

    office_key: str
    proxy_id: UUID | None = None
    principal_id: UUID | None = None
    principal_name: str | None = None


def authority(holds: Iterable[Hold], office_key: str, proxy_id: UUID | None) -> Hold | None:
    """By which right somebody acts: exactly the one they name, so that acting for another is never silent."""
    for hold in holds:
        if hold.office_key == office_key and hold.proxy_id == proxy_id:
            return hold
    return None


def first_authority(holds: Iterable[Hold], office_key: str) -> Hold | None:
    """The right to offer somebody: their own office before a proxy."""
    fitting = [hold for hold in holds if hold.office_key == office_key]
    return min(fitting, key=lambda hold: hold.proxy_id is not None, default=None)


def conflict(
    person_id: UUID, hold: Hold, place: Place, parties: Collection[UUID], deciders: Mapping[str, Collection[UUID]]
) -> Conflict | None:
    """Why this person may not decide in this place, if so.

    `deciders` names, for each place where something was decided so far, everybody who decided or was acted for. A proxy opens
    no way around, neither for the deputy nor for the principal.
    """
    elsewhere = {person: Place.read(key) for key, people in deciders.items() if key != place.key for person in people}
    if person_id in parties:
        return "own_case"
    if person_id in elsewhere:
        return "two_seats" if elsewhere[person_id].stage == place.stage else "two_levels"
    if hold.principal_id is not None and (hold.principal_id in parties or hold.principal_id in elsewhere):
        return "proxy_conflict"
    return None


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may see: everything, whole counties, what their offices hold or held, and what concerns them."""

    person_id: UUID
    everything: bool
    counties: frozenset[str]
    offices: frozenset[str]

    @classmethod
    def of(cls, person_id: UUID, holds: Iterable[Hold]) -> "Sight":
        """From the offices held."""
        keys = frozenset(hold.office_key for hold in holds)
        seen = reach(Right.SEE_CASES, keys)
        return cls(person_id, everything=seen.everywhere, counties=seen.counties, offices=keys)

    def covers(self, parties: Collection[UUID], seen_by: Collection[str], county: str | None) -> bool:
        """Whether a case may be seen: `seen_by` are the offices that were ever given it or shown it."""
        return (
            self.everything
            or self.person_id in parties
            or county in self.counties
            or not self.offices.isdisjoint(seen_by)
        )
