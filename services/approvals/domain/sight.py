"""Who may look at a case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from casework.authority import Hold
from contracts.authority import Right, reach


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
