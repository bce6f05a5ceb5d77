"""Who may see a case: what one may not see is not there."""

from dataclasses import dataclass
from uuid import UUID

from contracts.authority import Reach, Right, may_anywhere, reach


@dataclass(frozen=True)
class Sight:
    """What one person may see by the offices held, proxies included.

    `keeps` are the schools whose studios' money they keep (Art. 12); who `oversees` city or county sees the totals of each county.
    """

    person_id: UUID
    offices: frozenset[str]
    reads: Reach
    calls: Reach
    keeps: frozenset[UUID] = frozenset()
    oversees: bool = False

    def sees(self, *, applicant_id: UUID, county: str | None, school_id: UUID | None) -> bool:
        """Whether the case is there for this person. A draft has neither county nor school: only its author sees it."""
        return applicant_id == self.person_id or (county is not None and self.reads.covers(county, school_id))

    def phone(self, number: str, *, applicant_id: UUID, county: str | None, school_id: UUID | None) -> str:
        """The number for those who must call, or else masked."""
        may_call = applicant_id == self.person_id or self.calls.covers(county, school_id)
        return number if may_call else masked(number)


def sight(person_id: UUID, offices: frozenset[str]) -> Sight:
    """What these offices (`role:scope`) let a person see."""
    return Sight(
        person_id,
        offices,
        reads=reach(Right.SEE_CASES, offices),
        calls=reach(Right.SEE_PHONES, offices),
        keeps=reach(Right.SEE_FUNDED_STUDIOS, offices).schools,
        oversees=may_anywhere(Right.SEE_TOTALS, offices),
    )


def masked(number: str) -> str:
    """A phone number of which three digits in front and two behind are left."""
    return f"{number[:3]}******{number[-2:]}" if number else ""
