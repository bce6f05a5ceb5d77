"""Who may act in a case: offices held, proxies, and the conflicts that bar a person from it (domain rules, §5).

Nobody acts in an own case, nor at two levels of one, be it by deciding or by a deed. Where several offices have a stage together,
each of them is to judge for itself: whoever decided for one of them decides for no other. In the same place, a case that comes
back may be decided again; and whoever did something for an office may do more for the same one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple
from uuid import UUID

Conflict = Literal["own_case", "two_levels", "two_seats", "proxy_conflict"]

# Who acted in a case so far, by place; a proxy's principal counts as having acted.
Acted = Mapping[str, Collection[UUID]]


class Place(NamedTuple):
    """Where in a case somebody acts: for an office, and in deciding at a stage, in the seat of one of its offices."""

    office_key: str
    stage: str | None = None
    seat: int = 0

    @property
    def key(self) -> str:
        """The form in which a case remembers it."""
        decides = "" if self.stage is None else f"{self.stage}/{self.seat}"
        return f"{decides}@{self.office_key}"

    @classmethod
    def read(cls, key: str) -> "Place":
        """From that form."""
        decides, _, office_key = key.partition("@")
        stage, _, seat = decides.rpartition("/")
        return cls(office_key, stage, int(seat)) if decides else cls(office_key)

    def bars(self, other: "Place") -> Conflict | None:
        """Why somebody who acted here may not act there as well, if so."""
        if self.stage is None or other.stage is None:
            return None if self.office_key == other.office_key else "two_levels"
        if self.stage != other.stage:
            return "two_levels"
        return None if self.seat == other.seat else "two_seats"


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


def own_first(holds: Iterable[Hold]) -> Hold | None:
    """The right to offer somebody: an own office before a proxy."""
    return min(holds, key=lambda hold: hold.proxy_id is not None, default=None)


def conflict(person_id: UUID, hold: Hold, place: Place, parties: Collection[UUID], acted: Acted) -> Conflict | None:
    """Why this person may not act in this place, if so. A proxy opens no way around, neither for the deputy nor the principal."""
    if person_id in parties:
        return "own_case"
    if (bar := _elsewhere(person_id, place, acted)) is not None:
        return bar
    principal = hold.principal_id
    if principal is not None and (principal in parties or _elsewhere(principal, place, acted) is not None):
        return "proxy_conflict"
    return None


def with_act(acted: Acted, place: Place, *people: UUID | None) -> dict[str, list[str]]:
    """`acted` with these people added to a place, in the form it is stored."""
    now = {person for person in people if person is not None}
    joined = {**acted, place.key: {*acted.get(place.key, ()), *now}}
    return {key: sorted(map(str, members)) for key, members in joined.items()}


def _elsewhere(person_id: UUID, place: Place, acted: Acted) -> Conflict | None:
    bars = (Place.read(key).bars(place) for key, people in acted.items() if person_id in people)
    return next((bar for bar in bars if bar is not None), None)
