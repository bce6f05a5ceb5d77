"""Which studios a round is opened for: named one by one or by county, and only those that recruit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.enrollment.domain.round import problems
from services.enrollment.domain.round.standing import NamedStudio
from services.enrollment.domain.studio.states import RECRUITS


@dataclass(frozen=True)
class Named:
    """What somebody named, and the studios found there."""

    studio_ids: frozenset[UUID]
    counties: frozenset[str]
    found: Sequence[NamedStudio]

    def chosen(self) -> set[UUID]:
        """The studios of the round. Raises InvalidError where one that was named is not there or does not recruit."""
        if missing := self.studio_ids - {studio.id for studio in self.found}:
            raise problems.unknown_studios(missing)
        named = [studio for studio in self.found if studio.id in self.studio_ids]
        if resting := [studio for studio in named if studio.state not in RECRUITS]:
            raise problems.studios_not_recruiting(resting)
        if not (chosen := {studio.id for studio in self.found if studio.state in RECRUITS}):
            raise problems.none_recruits()
        return chosen

    def could_have_been(self, kept: Collection[UUID]) -> bool:
        """Whether a round of these studios was opened by the same words, though some may have stopped recruiting since."""
        found = {studio.id for studio in self.found}
        recruiting = {studio.id for studio in self.found if studio.state in RECRUITS}
        return self.studio_ids | recruiting <= set(kept) <= found
